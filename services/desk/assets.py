"""What the pages load: each file under a name that changes with its content, so that a browser may keep it for good."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.errors import StartError

FOLDER: Final = Path(__file__).parent / "static"

_TYPES: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
}


class NoAssets(StartError):
    """Stilene til arbeidsflaten mangler i {folder}. Kjør make setup, som henter og bygger dem."""


class Assets:
    """The files of `static/` and of `static/vendor/`, read once."""

    def __init__(self) -> None:
        """Raises NoAssets where what set-up brings is missing."""
        if not (FOLDER / "vendor/theme.css").exists():
            raise NoAssets(folder=FOLDER / "vendor")
        files = [file for file in sorted(FOLDER.rglob("*")) if file.is_file()]
        self._named: dict[str, str] = {}
        self._content: dict[str, tuple[bytes, str]] = {}
        for file in files:
            content = file.read_bytes()
            name = f"{sha256(content).hexdigest()[:12]}.{file.name}"
            self._named[file.name] = name
            self._content[name] = (content, _TYPES.get(file.suffix, "application/octet-stream"))
        # A style sheet names the font; the name of the font is its content's.
        for name, told in [(n, c) for n, c in self._content.items() if n.endswith(".desk.css")]:
            text = told[0].decode().replace("url(inter.woff2)", f"url({self._named['inter.woff2']})")
            self._content[name] = (text.encode(), told[1])

    def __call__(self, name: str) -> str:
        """Where a file is found. Raises KeyError where there is none."""
        return f"/static/{self._named[name]}"

    async def serve(self, request: Request) -> Response:
        """One file."""
        found = self._content.get(request.path_params["name"])
        if found is None:
            raise HTTPException(404)
        content, kind = found
        return Response(content, media_type=kind, headers={"cache-control": "public, max-age=31536000, immutable"})
