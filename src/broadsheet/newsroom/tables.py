"""The editor of tables: it speaks one language, and says so."""

from __future__ import annotations

from typing import Any

from wagtail.admin.telepath import register
from wagtail.contrib.table_block.blocks import TableInput
from wagtail.contrib.table_block.blocks import TableInputAdapter as WagtailTableInputAdapter

# The only one in the build that Wagtail brings. It would be given that of the settings, and complain of it.
LANGUAGE = "en-US"


class TableInputAdapter(WagtailTableInputAdapter):
    def js_args(self, widget: TableInput) -> list[Any]:
        options, words = super().js_args(widget)
        return [{**options, "language": LANGUAGE}, words]


register(TableInputAdapter(), TableInput)
