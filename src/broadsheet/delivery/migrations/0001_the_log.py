import secrets

import django.utils.timezone
from django.db import migrations, models


def begin(apps, schema_editor):
    """A log has an end from the start, so that a node can tell it from another log before the first change."""
    mark = secrets.token_hex(16)
    apps.get_model("delivery", "Head").objects.create(pk=1, last=0, mark=mark)
    apps.get_model("delivery", "Change").objects.create(position=0, mark=mark)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Change',
            fields=[
                ('position', models.BigIntegerField(primary_key=True, serialize=False)),
                ('mark', models.CharField(max_length=32)),
                ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('tags', models.JSONField(default=list)),
                ('points', models.JSONField(default=list)),
                ('destroyed', models.JSONField(default=list)),
                ('warm', models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name='Head',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last', models.BigIntegerField(default=0)),
                ('mark', models.CharField(max_length=32)),
            ],
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
