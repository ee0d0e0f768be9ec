"""Forms of the desk: directions of writing, named zones, and what is asked of photos and stories."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminTagWidget
from wagtail.blocks import BlockField
from wagtail.images.forms import BaseImageForm

from broadsheet.newsroom import checks, times
from broadsheet.newsroom.describe import describe
from broadsheet.stories.models.story import slug_of

_LATIN = (forms.EmailInput, forms.URLInput, forms.NumberInput, forms.DateTimeInput, forms.DateInput)


def follow_writing(fields: dict[str, Any]) -> None:
    """Lets each text field take its direction from what is typed into it."""
    for field in fields.values():
        if isinstance(field.widget, (forms.TextInput, forms.Textarea)) and not isinstance(
            field.widget, _LATIN
        ):
            field.widget.attrs.setdefault("dir", "auto")


def name_blocks(block: blocks.Block) -> None:
    """Lets each field of a body say what it is: Wagtail writes that above it, but tells nobody who listens.

    Blocks are shared by all forms, and labels are translated when they are shown: once is as good as often.
    """
    if isinstance(block, blocks.ListBlock):
        name_blocks(block.child_block)
    for child in getattr(block, "child_blocks", {}).values():
        if isinstance(child, blocks.RichTextBlock):
            child.field.widget.options["ariaLabel"] = child.label
        elif isinstance(child, blocks.CharBlock) and isinstance(block, blocks.BaseStreamBlock):
            child.field.widget.attrs["aria-label"] = child.label
        else:
            name_blocks(child)


class TagsInput(AdminTagWidget):
    """Wagtail's, whose visible field has no label."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        shown = context["widget"]["attrs"]
        options = json.loads(shown["data-w-tag-options-value"])
        shown["data-w-tag-options-value"] = json.dumps({**options, "placeholderText": gettext("Tags")})
        return context


class DeskForm(WagtailAdminModelForm):
    """What all forms of the desk have."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        follow_writing(self.fields)
        times.name_zone(self.fields, timezone.now())
        for field in self.fields.values():
            if isinstance(field, BlockField):
                name_blocks(field.block)


class SectionForm(DeskForm):
    """A section is part of one of the first level, in its own edition."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parents = self.fields["parent"]
        parents.queryset = parents.queryset.filter(locale_id=self.instance.locale_id, parent=None).exclude(
            pk=self.instance.pk
        )


class StoryForm(DeskForm):
    """A draft may lack anything but its headline; a publication may not lack what a reader needs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "headline" in self.fields:
            self.fields["headline"].widget.attrs["placeholder"] = _("Headline")
        if "section" in self.fields:
            sections = self.fields["section"].queryset.filter(locale_id=self.instance.locale_id)
            self.fields["section"].queryset = sections.select_related("parent").order_by("position", "name")
            self.fields["section"].empty_label = _("No section yet")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for name, field in (("story_bylines", "byline"), ("story_topics", "topic"), ("related", "to")):
            self._refuse_twice(name, field)
        if "action-publish" in self.data:
            for finding in checks.check(describe(cleaned), {}):
                self._refuse(finding)
        return cleaned

    def clean_slug(self) -> str:
        """A slug that was made from a headline follows the headline until the first publication.

        Else a story that was saved while its headline was half typed would keep half an address.
        """
        slug = str(self.cleaned_data["slug"] or "")
        before = self.initial.get("headline") or ""
        if self.instance.published_on is None and before and slug == slug_of(before):
            return slug_of(self.cleaned_data.get("headline") or before)
        return slug

    def _refuse_twice(self, name: str, field: str) -> None:
        """Says which row names somebody or something a second time: the database would refuse it with an error."""
        seen = set()
        for row in self.formsets[name].forms if name in self.formsets else ():
            answers = row.cleaned_data if row.is_valid() else {}
            chosen = None if answers.get("DELETE") else answers.get(field)
            if chosen is not None and chosen in seen:
                row.add_error(field, _("This is chosen twice."))
                self.add_error(None, ValidationError(_("“%s” is chosen twice.") % chosen))
            seen.add(chosen)

    def _refuse(self, finding: checks.Finding) -> None:
        """Puts what a publication must have beside the field that mends it."""
        if finding.severity == "must" and finding.field not in self.errors:
            field = finding.field if finding.field in self.fields else None
            self.add_error(field, ValidationError(_("Before publishing: %s") % finding.what))


class PhotoForm(BaseImageForm):
    """Asks for the words that a photo needs before anybody can publish it well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        follow_writing(self.fields)
        if "description" in self.fields:
            self.fields["description"].label = _("Alternative text")
            self.fields["description"].help_text = _(
                "What the photo shows, for readers who cannot see it. A lead photo is not published without."
            )
        if "credit" in self.fields:
            self.fields["credit"].help_text = _("Who made it, and for whom. Every photo needs one.")
        if "tags" in self.fields:
            tags = self.fields["tags"].widget
            self.fields["tags"].widget = TagsInput(tag_model=tags.tag_model, free_tagging=tags.free_tagging)
