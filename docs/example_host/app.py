"""An intranet that has Records Desk beside a page of its own. Run it with `streamlit run app.py`."""

import streamlit as st
from intranet import signed_in

import records_desk

records_desk.configure(database="city.duckdb", current_user=signed_in, command_port=8501)
app = st.App("shell.py", routes=records_desk.routes("desk"), lifespan=records_desk.lifespan)
