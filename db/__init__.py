"""The model: what is true. Knows the ledger, the clock and the figures; never imports streamlit."""
