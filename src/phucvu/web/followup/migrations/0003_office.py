"""Which office held a dossier when it fell due."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("followup", "0002_apologies")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="office_name",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="bước xử lý"),
            preserve_default=False,
        ),
    ]
