"""In which language somebody is answered."""

from starlette.requests import Request

from services.texts import DEFAULT, LANGUAGES, Texts, texts


def language_of(request: Request) -> Texts:
    """As chosen in the address or before, else bokmål."""
    chosen = request.query_params.get("lang") or request.cookies.get("lang") or ""
    return texts(next((one for one in LANGUAGES if one == chosen), DEFAULT))
