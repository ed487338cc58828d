import django.db.models.deletion
import django_fsm
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actors", "0002_no_overlapping_shifts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Forum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(verbose_name="adressnamn")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (10, "Verkställande"),
                            (20, "Samordnande"),
                            (30, "Inriktande"),
                            (40, "Ägare (Regionala rådet)"),
                        ],
                        verbose_name="nivå",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="namn i ordinarie läge")),
                (
                    "activated_name",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="namn i aktiverat läge"
                    ),
                ),
                ("mission", models.TextField(blank=True, max_length=2000, verbose_name="uppdrag")),
                ("is_standing", models.BooleanField(default=True, verbose_name="stående forum")),
                (
                    "scope",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="geografisk eller tematisk avgränsning",
                    ),
                ),
                (
                    "bridge_number",
                    models.CharField(blank=True, max_length=20, verbose_name="telefonbrygga"),
                ),
                ("bridge_code", models.CharField(blank=True, max_length=12, verbose_name="kod")),
                ("link", models.URLField(blank=True, verbose_name="möteslänk")),
                ("room", models.CharField(blank=True, max_length=120, verbose_name="rum")),
                (
                    "fallback",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="reserv om inget annat fungerar"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="i bruk")),
                (
                    "chair_function",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="actors.function",
                        verbose_name="ordförande i ordinarie läge",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forums",
                        to="actors.region",
                    ),
                ),
            ],
            options={
                "verbose_name": "forum",
                "verbose_name_plural": "forum",
                "ordering": ("-level", "name"),
                "permissions": [("lead_forum", "Får kalla till och leda forumets möten")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region", "slug"), name="forum_slug_unique_in_region"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalForum",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(verbose_name="adressnamn")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (10, "Verkställande"),
                            (20, "Samordnande"),
                            (30, "Inriktande"),
                            (40, "Ägare (Regionala rådet)"),
                        ],
                        verbose_name="nivå",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="namn i ordinarie läge")),
                (
                    "activated_name",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="namn i aktiverat läge"
                    ),
                ),
                ("mission", models.TextField(blank=True, max_length=2000, verbose_name="uppdrag")),
                ("is_standing", models.BooleanField(default=True, verbose_name="stående forum")),
                (
                    "scope",
                    models.CharField(
                        blank=True,
                        max_length=200,
                        verbose_name="geografisk eller tematisk avgränsning",
                    ),
                ),
                (
                    "bridge_number",
                    models.CharField(blank=True, max_length=20, verbose_name="telefonbrygga"),
                ),
                ("bridge_code", models.CharField(blank=True, max_length=12, verbose_name="kod")),
                ("link", models.URLField(blank=True, verbose_name="möteslänk")),
                ("room", models.CharField(blank=True, max_length=120, verbose_name="rum")),
                (
                    "fallback",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="reserv om inget annat fungerar"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="i bruk")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "chair_function",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.function",
                        verbose_name="ordförande i ordinarie läge",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.region",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical forum",
                "verbose_name_plural": "historical forum",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ordinary", "Ordinarie möte"),
                            ("weekly", "Veckovis samverkanskonferens"),
                            ("extra", "Extra samverkanskonferens"),
                            ("first", "Första möte i aktiverat läge"),
                            ("later", "Möte i aktiverat läge"),
                        ],
                        max_length=10,
                        verbose_name="slag",
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=120, verbose_name="rubrik")),
                ("starts_at", models.DateTimeField(verbose_name="börjar")),
                ("exercise", models.BooleanField(default=False, verbose_name="övning")),
                (
                    "bridge_number",
                    models.CharField(blank=True, max_length=20, verbose_name="telefonbrygga"),
                ),
                ("bridge_code", models.CharField(blank=True, max_length=12, verbose_name="kod")),
                ("link", models.URLField(blank=True, verbose_name="möteslänk")),
                ("room", models.CharField(blank=True, max_length=120, verbose_name="rum")),
                ("fallback", models.CharField(blank=True, max_length=200, verbose_name="reserv")),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[
                            ("planned", "Planerat"),
                            ("called", "Kallat"),
                            ("running", "Pågår"),
                            ("held", "Hållet"),
                            ("minuted", "Protokoll fastställt"),
                            ("cancelled", "Inställt"),
                        ],
                        default="planned",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                ("called_at", models.DateTimeField(blank=True, null=True, verbose_name="kallat")),
                ("began_at", models.DateTimeField(blank=True, null=True, verbose_name="började")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="slutade")),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="inställt"),
                ),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="skäl"),
                ),
                (
                    "next_meeting_note",
                    models.CharField(blank=True, max_length=200, verbose_name="nästa möte"),
                ),
                (
                    "sequence",
                    models.PositiveSmallIntegerField(
                        default=0, verbose_name="version av kallelsen"
                    ),
                ),
                (
                    "chair_function",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chairs_meetings",
                        to="actors.function",
                        verbose_name="ordförande",
                    ),
                ),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="forums.forum",
                    ),
                ),
            ],
            options={
                "verbose_name": "möte",
                "verbose_name_plural": "möten",
                "ordering": ("-starts_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["running", "held", "minuted"]), _negated=True),
                            ("began_at__isnull", False),
                            _connector="OR",
                        ),
                        name="begun_meeting_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["held", "minuted"]), _negated=True),
                            ("ended_at__isnull", False),
                            _connector="OR",
                        ),
                        name="held_meeting_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "cancelled"), _negated=True),
                            models.Q(
                                ("cancelled_at__isnull", False),
                                models.Q(("cancel_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cancelled_meeting_says_when_and_why",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalProtocol",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[
                            ("draft", "Utkast"),
                            ("adjusted", "Justerat"),
                            ("adopted", "Fastställt"),
                        ],
                        default="draft",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                (
                    "summary",
                    models.TextField(blank=True, max_length=8000, verbose_name="sammanfattning"),
                ),
                (
                    "summary_version",
                    models.PositiveIntegerField(
                        default=1, verbose_name="version av sammanfattningen"
                    ),
                ),
                (
                    "summary_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="sammanfattningen skriven av"
                    ),
                ),
                ("summary_by_user_id", models.BigIntegerField(blank=True, null=True)),
                ("drafted_at", models.DateTimeField()),
                (
                    "reopen_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="skäl att öppna igen"
                    ),
                ),
                (
                    "pdf_version",
                    models.PositiveIntegerField(default=0, verbose_name="version av PDF:en"),
                ),
                (
                    "adjusted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="justerat"),
                ),
                (
                    "adjusted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="justerat av"),
                ),
                ("adjusted_by_user_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "adopted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="fastställt"),
                ),
                (
                    "adopted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="fastställt av"),
                ),
                (
                    "content_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="kontrollsumma"),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(
                        choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="forums.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical protokoll",
                "verbose_name_plural": "historical protokoll",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "mandate_level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (10, "Verkställande"),
                            (20, "Samordnande"),
                            (30, "Inriktande"),
                            (40, "Ägare (Regionala rådet)"),
                        ],
                        verbose_name="mandat",
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Inget svar"),
                            ("coming", "Kommer"),
                            ("deputy", "Ersättare kommer"),
                            ("not_coming", "Kommer inte"),
                        ],
                        default="",
                        max_length=10,
                        verbose_name="svar",
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="svarade"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("expected", "Väntas"),
                            ("present", "Närvarande"),
                            ("deputy", "Ersättare närvarande"),
                            ("absent", "Frånvarande"),
                        ],
                        default="expected",
                        max_length=8,
                        verbose_name="närvaro",
                    ),
                ),
                (
                    "deputy_function",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="ersättande funktion"
                    ),
                ),
                ("by_phone", models.BooleanField(default=False, verbose_name="endast telefon")),
                ("was_called", models.BooleanField(default=True, verbose_name="kallades")),
                ("came_at", models.DateTimeField(blank=True, null=True, verbose_name="kom")),
                ("left_at", models.DateTimeField(blank=True, null=True, verbose_name="gick")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="actors.actor",
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="actors.function",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendances",
                        to="forums.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "närvaro",
                "verbose_name_plural": "närvaro",
                "ordering": ("actor__name", "function__name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "function"), name="function_once_per_meeting"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at", None),
                            ("came_at", None),
                            ("left_at__gte", models.F("came_at")),
                            _connector="OR",
                        ),
                        name="left_after_came",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="plats")),
                ("title", models.CharField(max_length=120, verbose_name="punkt")),
                ("hint", models.CharField(blank=True, max_length=300, verbose_name="stöd")),
                (
                    "is_secret",
                    models.BooleanField(default=False, verbose_name="hemlig punkt"),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agenda",
                        to="forums.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "position"), name="agenda_position_unique_in_meeting"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_secret", True)),
                        fields=("meeting",),
                        name="one_secret_point_per_meeting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="nummer")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("agreement", "Överenskommelse"),
                            ("chair", "Ordförandeskap"),
                            ("next_meeting", "Nästa möte"),
                            ("composition", "Sammansättning"),
                            ("direction", "Begäran om inriktande forum"),
                        ],
                        default="agreement",
                        max_length=12,
                        verbose_name="slag",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="lydelse")),
                (
                    "next_starts_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="nästa möte börjar"),
                ),
                (
                    "next_place",
                    models.JSONField(blank=True, default=dict, verbose_name="plats för nästa möte"),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "chair_function",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.function",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decisions",
                        to="forums.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "number"), name="decision_number_unique_in_meeting"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "chair"), _negated=True),
                            ("chair_function__isnull", False),
                            _connector="OR",
                        ),
                        name="chair_decision_names_a_function",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "next_meeting"), _negated=True),
                            ("next_starts_at__isnull", False),
                            _connector="OR",
                        ),
                        name="next_meeting_decision_says_when",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="anteckning")),
                ("written_at", models.DateTimeField()),
                ("written_by", models.CharField(max_length=200)),
                (
                    "actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.actor",
                    ),
                ),
                (
                    "agenda_item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="notes",
                        to="forums.agendaitem",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="forums.meetingnote",
                    ),
                ),
                (
                    "corrects_decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="forums.meetingdecision",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="forums.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="Protocol",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[
                            ("draft", "Utkast"),
                            ("adjusted", "Justerat"),
                            ("adopted", "Fastställt"),
                        ],
                        default="draft",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                (
                    "summary",
                    models.TextField(blank=True, max_length=8000, verbose_name="sammanfattning"),
                ),
                (
                    "summary_version",
                    models.PositiveIntegerField(
                        default=1, verbose_name="version av sammanfattningen"
                    ),
                ),
                (
                    "summary_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="sammanfattningen skriven av"
                    ),
                ),
                ("summary_by_user_id", models.BigIntegerField(blank=True, null=True)),
                ("drafted_at", models.DateTimeField()),
                (
                    "reopen_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="skäl att öppna igen"
                    ),
                ),
                (
                    "pdf_version",
                    models.PositiveIntegerField(default=0, verbose_name="version av PDF:en"),
                ),
                (
                    "adjusted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="justerat"),
                ),
                (
                    "adjusted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="justerat av"),
                ),
                ("adjusted_by_user_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "adopted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="fastställt"),
                ),
                (
                    "adopted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="fastställt av"),
                ),
                (
                    "content",
                    models.JSONField(
                        blank=True, null=True, verbose_name="innehåll vid fastställandet"
                    ),
                ),
                (
                    "content_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="kontrollsumma"),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protocol",
                        to="forums.meeting",
                    ),
                ),
                (
                    "pdf",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
            ],
            options={
                "verbose_name": "protokoll",
                "verbose_name_plural": "protokoll",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "adopted"), _negated=True),
                            models.Q(
                                ("adopted_at__isnull", False),
                                ("content__isnull", False),
                                models.Q(("adopted_by", ""), _negated=True),
                                models.Q(("content_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="adopted_protocol_is_sealed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "adjusted"), _negated=True),
                            models.Q(
                                ("adjusted_at__isnull", False),
                                models.Q(("adjusted_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="adjusted_protocol_says_when_and_by_whom",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="actors.actor",
                    ),
                ),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="forums.forum",
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="actors.function",
                    ),
                ),
            ],
            options={
                "verbose_name": "plats",
                "verbose_name_plural": "platser",
                "ordering": ("actor__name",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("forum", "actor"), name="one_seat_per_actor_in_forum"
                    )
                ],
            },
        ),
    ]
