"""Links that lead to the paper's accounts elsewhere, and that pass a story on. No script of anybody else's."""

from __future__ import annotations

from urllib.parse import quote

from django.utils.translation import gettext as _

from broadsheet.reading.cards import Link
from broadsheet.reading.visit import Visit
from broadsheet.stories.menus import SERVICES


def accounts(visit: Visit) -> list[Link]:
    """The edition's accounts: the service, the address, the name there."""
    names = dict(SERVICES)
    return [
        Link(names.get(value["service"], value["service"]), value["address"], value["handle"])
        for value in (block.value for block in visit.edition.follow)
    ]


def share(headline: str, address: str) -> list[Link]:
    """Where a reader may pass on a story: `address` is absolute; notes are names for the style sheet."""
    title, url = quote(headline, safe=""), quote(address, safe="")
    return [
        Link(_("E-mail"), f"mailto:?subject={title}&body={url}", "mail"),
        Link("X", f"https://x.com/intent/post?text={title}&url={url}", "x"),
        Link("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={url}", "facebook"),
        Link("Telegram", f"https://t.me/share/url?url={url}&text={title}", "telegram"),
        Link("WhatsApp", f"https://wa.me/?text={title}%20{url}", "whatsapp"),
    ]
