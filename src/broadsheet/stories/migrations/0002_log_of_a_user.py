"""An index for what somebody did last: Wagtail's log has none, and would sort all that an editor ever did."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX broadsheet_log_of_user ON wagtailcore_modellogentry"
            " (user_id, content_type_id, timestamp DESC, id DESC)",
            "DROP INDEX broadsheet_log_of_user",
        ),
    ]
