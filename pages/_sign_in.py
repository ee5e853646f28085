"""Signing in at the city's provider: who is here by it, until when, and what is shown to whoever is not or no longer in.

Streamlit keeps its sign-in cookie for thirty days; the end of a sign-in is kept here.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from records_desk.db import sign_in
from records_desk.db.language import msgid, translated
from records_desk.db.ledger import Refused, Staff
from records_desk.db.store import Store
from records_desk.pages import _language, _look
from records_desk.pages._words import dated, plain

SOON_SECONDS, LOOK_SECONDS = 600, 30
SHORTEST_SECRET = 32
UNREADABLE = msgid("The file .streamlit/secrets.toml cannot be read, so nobody is let in: have its administrator mend it and start the desk again.")
GUESSED = msgid(
    "The cookie_secret of .streamlit/secrets.toml has fewer than {shortest} characters or is easily guessed, and whoever guesses it is anybody, so "
    "nobody is let in: have its administrator put random ones there (docs/sign-in.md) and start the desk again."
)


def has_provider() -> bool:
    """Whether a sign-in provider is configured; without one the desk is in local mode."""
    try:
        return "auth" in st.secrets
    except (OSError, ValueError):  # Streamlit says FileNotFoundError of a file that cannot be read, too
        return is_unreadable()  # it may name one: nobody is let in


def is_unreadable() -> bool:
    """Whether there is a secrets file and none can be read: then nobody knows whether it names a provider."""
    try:
        return not st.secrets.load_if_toml_exists() and any(Path(file).exists() for file in st.config.get_option("secrets.files"))
    except (OSError, ValueError):
        return True


def why_nobody() -> str | None:
    """Why the desk lets nobody in, None where it does: the secrets file cannot be read, or its secret signs nothing."""
    if is_unreadable():
        return UNREADABLE
    return GUESSED.format(shortest=SHORTEST_SECRET) if has_provider() and _is_guessed(st.secrets["auth"].get("cookie_secret")) else None


def _is_guessed(secret: object) -> bool:
    """Whether a secret is too short, or a sentence or a repetition such as samples have."""
    return not isinstance(secret, str) or len(secret) < SHORTEST_SECRET or " " in secret or len(set(secret)) < 10


def has_tls() -> bool:
    """Whether people reach the desk by https, as the provider is told."""
    return has_provider() and not is_unreadable() and urlsplit(st.secrets["auth"].get("redirect_uri", "")).scheme == "https"


def presented() -> sign_in.Presented | None:
    """What the provider says of whoever signed in, None for nobody. Raises Refused."""
    claims = st.user.to_dict()
    return sign_in.presented(claims, sign_in.rules(st.secrets.get("sign_in", {}))) if claims.get("is_logged_in") else None


def staff(store: Store) -> Staff | None:
    """Who is signed in and may work here, None for nobody and once the sign-in has ended."""
    try:
        who = presented()
    except Refused:
        return None
    return sign_in.staff(store, who) if who else None


def require(store: Store) -> None:
    """Stop the page, saying what to do, unless one of the desk's staff is signed in and the sign-in has not ended."""
    if why := why_nobody():
        _stop(dated(why), lambda: None, is_error=True)
    try:
        who = presented()
        if who is None:
            _stop(translated("Sign in with your city account."), _offer_sign_in)
        if sign_in.has_ended(store, who):
            told = translated("Your sign-in ended. Sign in again to go on.")
            if store.now() >= who.ends_at:
                told = translated("Your sign-in ended at {time}. Sign in again to go on.", time=format(store.local(who.ends_at), "%H:%M"))
            _stop(told, _offer_sign_in)
        sign_in.admit(store, who)
    except Refused as refused:
        _stop(dated(str(refused)), partial(_offer_sign_out, store), is_error=True)
    if sign_in.staff(store, who) is None:
        told = translated("You are signed in, but not on the desk's list of staff: ask its administrator to add you.")
        _stop(told, partial(_offer_sign_out, store), is_error=True)


def bar(store: Store, me: Staff) -> None:
    """Who is signed in, the way out, and a look at the clock: the page closes by itself when the sign-in ends."""
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="right"):
        st.caption(plain(f"{me.name} ({translated(me.role)})"), width="content")
        st.button(translated("Sign out"), on_click=sign_out, args=(store,), key="desk_sign_out")
    _watch(store)


def sign_out(store: Store) -> None:
    """Forget what this person typed, end the sign-in in every tab and browser, and sign out at the provider."""
    st.session_state.clear()
    with suppress(Refused):  # of whom the desk does not know, or on a full disk: the way out stays open
        if who := presented():
            sign_in.end(store, who)
    st.logout()


@st.fragment(run_every=LOOK_SECONDS)
def _watch(store: Store) -> None:
    who = presented()
    left = (who.ends_at - store.now()).total_seconds() if who and not sign_in.has_ended(store, who) else 0
    if left <= 0:
        st.rerun()
    if left <= SOON_SECONDS:
        told = translated("Your sign-in ends at {time}: record what you are typing, then sign out and in again.", time=format(store.local(who.ends_at), "%H:%M"))
        st.warning(told, icon=None)


def _stop(sentence: str, offer: Callable[[], None], is_error: bool = False) -> None:
    _look.dress()
    st.title("Records Desk", anchor=False)
    (st.error if is_error else st.write)(plain(sentence))
    offer()
    st.stop()


def _offer_sign_in() -> None:
    for provider, label in _providers().items():
        st.button(label, on_click=st.login, args=(provider,) if provider else (), type="primary", key=f"desk_sign_in_{provider or 'default'}")
    _language.ways()


def _offer_sign_out(store: Store) -> None:
    st.button(translated("Sign out"), on_click=sign_out, args=(store,))
    _language.ways()


def _providers() -> dict[str | None, str]:
    """The providers of the secrets file by name, None for the only one, and what their buttons say."""
    section = st.secrets["auth"]
    named = {name: translated("Sign in with {provider}", provider=name.title()) for name, value in section.items() if isinstance(value, Mapping) and "client_id" in value}
    return {None: translated("Sign in"), **named} if "client_id" in section else named
