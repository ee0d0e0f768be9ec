"""The blocks of a body. How they look is the reading site's business: templates `reading/blocks/<name>.html`."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

INLINE = ["bold", "italic", "link", "superscript", "subscript"]
# What a feed holds of a body; pictures, films and frames stay on the page.
FEED_BLOCKS = frozenset({"paragraph", "list", "subhead", "quote", "facts"})


class QuoteBlock(blocks.StructBlock):
    """What somebody said, and who."""

    text = blocks.TextBlock(label=_("Quote"), rows=3)
    source = blocks.CharBlock(label=_("Source"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quote")


class PhotoBlock(blocks.StructBlock):
    """A photo within the text. Empty words mean: those of the photo itself."""

    photo = ImageChooserBlock(label=_("Photo"))
    caption = blocks.TextBlock(label=_("Caption"), required=False, rows=2)
    credit = blocks.CharBlock(label=_("Credit"), required=False, max_length=200)
    alt = blocks.CharBlock(label=_("Alternative text"), required=False, max_length=255)

    class Meta:
        icon = "image"
        label = _("Photo")


class VideoBlock(blocks.StructBlock):
    """A video within the text."""

    video = SnippetChooserBlock("stories.Video", label=_("Video"))
    caption = blocks.TextBlock(label=_("Caption"), required=False, rows=2)

    class Meta:
        icon = "media"
        label = _("Video")


class EmbedBlock(blocks.StructBlock):
    """Something of another site: shown as a link, loaded when a reader asks for it."""

    address = blocks.URLBlock(
        label=_("Address"), help_text=_("The https address that may be shown in a frame.")
    )
    title = blocks.CharBlock(label=_("Title"), max_length=200)

    class Meta:
        icon = "code"
        label = _("Embed")

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        value = super().clean(value)
        if not value["address"].startswith("https://"):
            raise blocks.StructBlockValidationError(
                {"address": ValidationError(_("The address has to begin with https://."))}
            )
        return value


class TableBlock(blocks.StructBlock):
    """A table with its caption."""

    caption = blocks.CharBlock(label=_("Caption"), max_length=200)
    table = WagtailTableBlock(label=_("Table"))

    class Meta:
        icon = "table"
        label = _("Table")


class FactsBlock(blocks.StructBlock):
    """A box of facts beside the text."""

    title = blocks.CharBlock(label=_("Title"), max_length=120)
    text = blocks.RichTextBlock(label=_("Text"), features=[*INLINE, "ul", "ol"])

    class Meta:
        icon = "info-circle"
        label = _("Fact box")


class RelatedBlock(blocks.StructBlock):
    """Stories to read beside this passage."""

    stories = blocks.ListBlock(SnippetChooserBlock("stories.Story"), label=_("Stories"), min_num=1, max_num=5)

    class Meta:
        icon = "doc-full"
        label = _("Related stories")


class Text(blocks.StreamBlock):
    """The blocks of text alone."""

    paragraph = blocks.RichTextBlock(label=_("Paragraph"), features=INLINE, icon="pilcrow")
    subhead = blocks.CharBlock(label=_("Subhead"), max_length=160, icon="title")
    quote = QuoteBlock()
    list = blocks.RichTextBlock(label=_("List"), features=[*INLINE, "ul", "ol"], icon="list-ul")
    table = TableBlock()
    facts = FactsBlock()


class StandingBody(Text):
    """The body of a standing page."""

    photo = PhotoBlock()


class Body(Text):
    """The body of a story."""

    photo = PhotoBlock()
    gallery = SnippetChooserBlock("stories.Gallery", label=_("Gallery"), icon="image")
    video = VideoBlock()
    embed = EmbedBlock()
    related = RelatedBlock()
