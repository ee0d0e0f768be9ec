"""Blocks of navigation, footer and follow links."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

SERVICES = [
    ("x", "X"),
    ("facebook", "Facebook"),
    ("instagram", "Instagram"),
    ("telegram", "Telegram"),
    ("youtube", "YouTube"),
    ("linkedin", "LinkedIn"),
    ("mastodon", "Mastodon"),
    ("bluesky", "Bluesky"),
    ("whatsapp", "WhatsApp"),
    ("rss", "RSS"),
]


def check_address(value: str) -> None:
    """An address of the paper's own, beginning with one slash, or one of the web."""
    if (value.startswith("/") and not value.startswith("//")) or value.startswith(
        ("https://", "http://", "mailto:")
    ):
        return
    raise ValidationError(
        _("Write an address that begins with / for the paper's own pages, or with https:// for others.")
    )


class LinkBlock(blocks.StructBlock):
    """A word and where it leads."""

    label = blocks.CharBlock(label=_("Label"), max_length=60)
    address = blocks.CharBlock(label=_("Address"), max_length=300, validators=[check_address])

    class Meta:
        icon = "link"
        label = _("Link")


class FooterBlock(blocks.StructBlock):
    """A column of the footer."""

    title = blocks.CharBlock(label=_("Title"), max_length=60)
    links = blocks.ListBlock(LinkBlock(), label=_("Links"))

    class Meta:
        icon = "list-ul"
        label = _("Column")


class FollowBlock(blocks.StructBlock):
    """An account of the outlet elsewhere."""

    service = blocks.ChoiceBlock(choices=SERVICES, label=_("Service"))
    handle = blocks.CharBlock(label=_("Name there"), max_length=80, help_text=_("Such as @HalvernCourier."))
    address = blocks.URLBlock(label=_("Address"))

    class Meta:
        icon = "user"
        label = _("Account")
