"""The table of words, and the text indexes upon it."""

import django.db.models.deletion
from django.db import migrations, models

# External content: the words stand in search_document only, the indexes hold where they are. No sizes of columns,
# since nothing is ranked: then a write touches its own words and nothing else. Words are folded already.
OPTIONS = "content='search_document', content_rowid='key', columnsize=0, tokenize='unicode61 remove_diacritics 0'"
SQLITE = [
    f"CREATE VIRTUAL TABLE search_readers USING fts5(lang, headline, text, {OPTIONS})",
    f"CREATE VIRTUAL TABLE search_desk USING fts5(lang, draft, {OPTIONS})",
    """CREATE TRIGGER search_document_insert AFTER INSERT ON search_document BEGIN
        INSERT INTO search_readers(rowid, lang, headline, text) VALUES (new.key, new.lang, new.headline, new.text);
        INSERT INTO search_desk(rowid, lang, draft) VALUES (new.key, new.lang, new.draft);
    END""",
    """CREATE TRIGGER search_document_delete AFTER DELETE ON search_document BEGIN
        INSERT INTO search_readers(search_readers, rowid, lang, headline, text)
            VALUES ('delete', old.key, old.lang, old.headline, old.text);
        INSERT INTO search_desk(search_desk, rowid, lang, draft)
            VALUES ('delete', old.key, old.lang, old.draft);
    END""",
    """CREATE TRIGGER search_document_public AFTER UPDATE OF key, lang, headline, text ON search_document BEGIN
        INSERT INTO search_readers(search_readers, rowid, lang, headline, text)
            VALUES ('delete', old.key, old.lang, old.headline, old.text);
        INSERT INTO search_readers(rowid, lang, headline, text) VALUES (new.key, new.lang, new.headline, new.text);
    END""",
    """CREATE TRIGGER search_document_draft AFTER UPDATE OF key, lang, draft ON search_document BEGIN
        INSERT INTO search_desk(search_desk, rowid, lang, draft)
            VALUES ('delete', old.key, old.lang, old.draft);
        INSERT INTO search_desk(rowid, lang, draft) VALUES (new.key, new.lang, new.draft);
    END""",
]
POSTGRESQL = [
    "ALTER TABLE search_document ADD COLUMN readers tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, headline || ' ' || text)) STORED",
    "ALTER TABLE search_document ADD COLUMN desk tsvector"
    " GENERATED ALWAYS AS (to_tsvector('simple'::regconfig, draft)) STORED",
    # Rare words are found by these, common ones by walking down from the newest: the planner knows which are which.
    "CREATE INDEX search_document_readers ON search_document USING gin (readers)",
    "CREATE INDEX search_document_desk ON search_document USING gin (desk)",
    "CREATE INDEX search_document_newest ON search_document (lang, key DESC)",
    "ALTER TABLE search_document ALTER COLUMN readers SET STATISTICS 1000",
]


def make(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unmake(apps, schema_editor):
    # On PostgreSQL, and the triggers everywhere, they go with the table.
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_readers")
        schema_editor.execute("DROP TABLE search_desk")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("stories", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("lang", models.CharField(max_length=12)),
                ("headline", models.TextField(blank=True, default="")),
                ("text", models.TextField(blank=True, default="")),
                ("draft", models.TextField(blank=True, default="")),
                (
                    "story",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="stories.story"
                    ),
                ),
            ],
        ),
        migrations.RunPython(make, unmake),
    ]
