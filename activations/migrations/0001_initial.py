import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actors", "0002_no_overlapping_shifts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("forums", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="EventType",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(unique=True, verbose_name="kod")),
                ("name", models.CharField(max_length=60, verbose_name="namn")),
                ("icon", models.CharField(max_length=20, verbose_name="ikon")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
            ],
            options={
                "verbose_name": "typhändelse",
                "verbose_name_plural": "typhändelser",
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=12, verbose_name="nummer")),
                ("title", models.CharField(max_length=120, verbose_name="rubrik")),
                (
                    "description",
                    models.TextField(blank=True, max_length=4000, verbose_name="beskrivning"),
                ),
                ("since", models.DateTimeField(verbose_name="sedan")),
                ("planned_for", models.DateTimeField(blank=True, null=True, verbose_name="väntas")),
                ("exercise", models.BooleanField(default=False, verbose_name="övning")),
                ("created_at", models.DateTimeField()),
                (
                    "municipalities",
                    models.ManyToManyField(
                        blank=True,
                        related_name="affected_by",
                        to="actors.actor",
                        verbose_name="berörda kommuner",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="actors.region",
                    ),
                ),
                (
                    "type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="activations.eventtype",
                    ),
                ),
            ],
            options={
                "verbose_name": "händelse",
                "verbose_name_plural": "händelser",
                "ordering": ("-since",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region", "number"), name="event_number_unique_in_region"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivationRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=14, verbose_name="ärende")),
                ("what", models.CharField(max_length=200, verbose_name="kort beskrivning")),
                (
                    "details",
                    models.TextField(blank=True, max_length=4000, verbose_name="mer att veta"),
                ),
                (
                    "urgency",
                    models.CharField(
                        choices=[("now", "Nu"), ("today", "I dag"), ("planned", "Planerat")],
                        default="now",
                        max_length=8,
                        verbose_name="hur bråttom",
                    ),
                ),
                ("planned_for", models.DateTimeField(blank=True, null=True, verbose_name="väntas")),
                ("callback_phone", models.CharField(max_length=20, verbose_name="ring mig på")),
                ("exercise", models.BooleanField(default=False, verbose_name="övning")),
                (
                    "for_outsider",
                    models.CharField(blank=True, max_length=120, verbose_name="för utomstående"),
                ),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[
                            ("submitted", "Skickad"),
                            ("acknowledged", "Mottagen"),
                            ("granted", "Beviljad"),
                            ("ordinary", "Möts i ordinarie läge"),
                            ("declined", "Avböjd"),
                            ("withdrawn", "Återkallad"),
                        ],
                        default="submitted",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="skickad")),
                (
                    "acknowledged_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="mottagen"),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="avgjord")),
                (
                    "closed_by_label",
                    models.CharField(blank=True, max_length=200, verbose_name="avgjord av"),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="skäl")),
                ("form_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "acknowledged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acknowledged_requests",
                        to="actors.function",
                        verbose_name="mottagen av",
                    ),
                ),
                (
                    "for_actor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="actors.actor",
                        verbose_name="för aktör",
                    ),
                ),
                (
                    "for_forum",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="raised_requests",
                        to="forums.forum",
                        verbose_name="för forum i arbete",
                    ),
                ),
                (
                    "forum",
                    models.ForeignKey(
                        blank=True,
                        help_text="Tomt: vet inte, sammankallande avgör.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="forums.forum",
                        verbose_name="begärt forum",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "raised_by_function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="actors.function",
                        verbose_name="begärd av",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="actors.region",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="activations.event",
                    ),
                ),
                (
                    "event_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="activations.eventtype",
                        verbose_name="vad har hänt",
                    ),
                ),
            ],
            options={
                "verbose_name": "begäran om aktivering",
                "verbose_name_plural": "begäran om aktivering",
                "ordering": ("-submitted_at",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region", "number"), name="request_number_unique_in_region"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("for_actor__isnull", False),
                                ("for_forum", None),
                                ("for_outsider", ""),
                            ),
                            models.Q(
                                ("for_actor", None),
                                ("for_forum__isnull", False),
                                ("for_outsider", ""),
                            ),
                            models.Q(
                                ("for_actor", None),
                                ("for_forum", None),
                                models.Q(("for_outsider", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="request_is_for_exactly_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("acknowledged_at__isnull", True), ("acknowledged_by__isnull", True)
                            ),
                            models.Q(
                                ("acknowledged_at__isnull", False),
                                ("acknowledged_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="acknowledged_request_says_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None), ("status__in", ["submitted", "acknowledged"])
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["submitted", "acknowledged"]), _negated=True
                                ),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="closed_request_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["declined", "ordinary"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="refused_request_says_why",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Activation",
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
                            ("convened", "Sammankallat"),
                            ("active", "Aktiverat"),
                            ("winding_down", "Avvecklas"),
                            ("ended", "Åter i ordinarie läge"),
                            ("evaluated", "Utvärderat"),
                        ],
                        default="convened",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                ("convened_at", models.DateTimeField(verbose_name="sammankallat")),
                (
                    "convened_by_label",
                    models.CharField(max_length=200, verbose_name="sammankallat av"),
                ),
                (
                    "became_active_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="aktiverat"),
                ),
                (
                    "winding_down_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="avveckling inledd"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="åter i ordinarie läge"
                    ),
                ),
                (
                    "ended_by_label",
                    models.CharField(blank=True, max_length=200, verbose_name="avslutat av"),
                ),
                (
                    "end_note",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="avslutande meddelande"
                    ),
                ),
                ("evaluated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_for",
                        to="activations.activation",
                        verbose_name="begärd av forumet",
                    ),
                ),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activations",
                        to="forums.forum",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activations",
                        to="activations.activationrequest",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activations",
                        to="activations.event",
                    ),
                ),
            ],
            options={
                "verbose_name": "aktivering",
                "verbose_name_plural": "aktiveringar",
                "ordering": ("-convened_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["convened", "active", "winding_down"])),
                        fields=("forum", "event"),
                        name="one_open_activation_per_forum_and_event",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "active"), _negated=True),
                            ("became_active_at__isnull", False),
                            _connector="OR",
                        ),
                        name="active_activation_says_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["convened", "active", "winding_down"]),
                                ("ended_at", None),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["convened", "active", "winding_down"]),
                                    _negated=True,
                                ),
                                ("ended_at__isnull", False),
                                models.Q(("ended_by_label", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ended_activation_says_when_and_by_whom",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="CallTemplate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="namn")),
                (
                    "replaces_seats",
                    models.BooleanField(
                        default=False, verbose_name="ersätter de stående platserna"
                    ),
                ),
                (
                    "actors",
                    models.ManyToManyField(blank=True, to="actors.actor", verbose_name="aktörer"),
                ),
                (
                    "forum",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call_templates",
                        to="forums.forum",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call_templates",
                        to="actors.region",
                    ),
                ),
                (
                    "event_type",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="call_templates",
                        to="activations.eventtype",
                    ),
                ),
            ],
            options={
                "verbose_name": "kallelsemall",
                "verbose_name_plural": "kallelsemallar",
                "ordering": ("name",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region", "forum", "name"), name="template_name_unique_in_forum"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
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
                            ("request", "Begäran"),
                            ("convene", "Sammankallning"),
                            ("summons", "Kallelse"),
                            ("answer", "Svar"),
                            ("meeting", "Möte"),
                            ("chair", "Ordförandeskap"),
                            ("composition", "Sammansättning"),
                            ("mode", "Läge"),
                            ("note", "Anteckning"),
                            ("correction", "Rättelse"),
                            ("fault", "Fel"),
                        ],
                        max_length=12,
                        verbose_name="slag",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="tid")),
                ("written_at", models.DateTimeField(verbose_name="skrivet")),
                ("by_label", models.CharField(max_length=200, verbose_name="av")),
                ("text", models.TextField(max_length=4000, verbose_name="text")),
                (
                    "activation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="activations.activation",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="activations.logentry",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="activations.event",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.region",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="log",
                        to="activations.activationrequest",
                    ),
                ),
            ],
            options={
                "verbose_name": "post i tidslinjen",
                "verbose_name_plural": "tidslinje",
                "ordering": ("-happened_at", "-id"),
                "indexes": [
                    models.Index(fields=["event", "-happened_at"], name="log_by_event"),
                    models.Index(fields=["request", "-happened_at"], name="log_by_request"),
                ],
            },
        ),
        migrations.CreateModel(
            name="NumberSeries",
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
                        choices=[("request", "Begäran"), ("event", "Händelse")], max_length=8
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="actors.region",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("region", "kind", "year"),
                        name="one_series_per_region_kind_and_year",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                ("join_reason", models.CharField(max_length=300, verbose_name="skäl")),
                ("left_at", models.DateTimeField(blank=True, null=True)),
                ("leave_reason", models.CharField(blank=True, max_length=300, verbose_name="skäl")),
                (
                    "activation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="activations.activation",
                    ),
                ),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="actors.actor",
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="actors.function",
                    ),
                ),
            ],
            options={
                "ordering": ("actor__name",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_at", None)),
                        fields=("activation", "actor"),
                        name="actor_takes_part_once_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_at", None),
                            models.Q(("leave_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="leaving_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="komplettering")),
                ("written_at", models.DateTimeField()),
                ("by_label", models.CharField(max_length=200)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="activations.activationrequest",
                    ),
                ),
            ],
            options={
                "ordering": ("written_at", "id"),
            },
        ),
        migrations.CreateModel(
            name="RequestParty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "what",
                    models.CharField(blank=True, max_length=200, verbose_name="kort beskrivning"),
                ),
                (
                    "callback_phone",
                    models.CharField(blank=True, max_length=20, verbose_name="ring mig på"),
                ),
                ("joined_at", models.DateTimeField()),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.actor",
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.function",
                    ),
                ),
                (
                    "joined_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parties",
                        to="activations.activationrequest",
                    ),
                ),
            ],
            options={
                "ordering": ("joined_at",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "actor"), name="actor_joins_request_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Summons",
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
                            ("called", "Kallad"),
                            ("delivered", "Framme"),
                            ("acknowledged", "Har svarat"),
                            ("present", "Närvarande"),
                            ("cancelled", "Återkallad"),
                        ],
                        default="called",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                ("called_at", models.DateTimeField(verbose_name="kallad")),
                (
                    "delivered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="framme"),
                ),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("coming", "Kommer"),
                            ("deputy", "Ersättare kommer"),
                            ("not_coming", "Kommer inte"),
                        ],
                        max_length=10,
                        verbose_name="svar",
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="svarade"),
                ),
                (
                    "answered_via",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("link", "Länk"),
                            ("sms", "Sms"),
                            ("signed_in", "Inloggad"),
                            ("chair", "Av mötets ledning"),
                            ("api", "API"),
                        ],
                        max_length=10,
                        verbose_name="svarade via",
                    ),
                ),
                (
                    "answered_by_label",
                    models.CharField(blank=True, max_length=200, verbose_name="svarat av"),
                ),
                (
                    "deputy_note",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="ersättare (funktion)"
                    ),
                ),
                ("remind_at", models.DateTimeField(verbose_name="påminns")),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("call_deputy_at", models.DateTimeField(verbose_name="ersättare kallas")),
                ("deputy_called_at", models.DateTimeField(blank=True, null=True)),
                ("phone_at", models.DateTimeField(verbose_name="ska stå på ringlistan")),
                (
                    "listed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="på ringlistan sedan"),
                ),
                (
                    "listed_because",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="varför på ringlistan"
                    ),
                ),
                ("has_address", models.BooleanField(default=True, verbose_name="har adress")),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summonses",
                        to="actors.function",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="summonses",
                        to="forums.meeting",
                    ),
                ),
            ],
            options={
                "verbose_name": "kallelse",
                "verbose_name_plural": "kallelser",
                "ordering": ("function__actor__name",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("meeting", "function"), name="one_summons_per_function_and_meeting"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at", None), ("answered_via", "")),
                            models.Q(
                                models.Q(("answer", ""), _negated=True),
                                ("answered_at__isnull", False),
                                models.Q(("answered_via", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answer_says_when_and_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "acknowledged"), _negated=True),
                            models.Q(("answer", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="acknowledged_summons_has_answer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("listed_at", None), ("listed_because", "")),
                            models.Q(
                                ("listed_at__isnull", False),
                                models.Q(("listed_because", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="summons_on_the_call_list_says_why",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ActivationMeeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_first", models.BooleanField(default=False)),
                (
                    "composition_reviewed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="sammansättningen sågs över"
                    ),
                ),
                ("composition_reviewed_by", models.CharField(blank=True, max_length=200)),
                (
                    "activation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meetings",
                        to="activations.activation",
                    ),
                ),
                (
                    "meeting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="in_activation",
                        to="forums.meeting",
                    ),
                ),
            ],
            options={
                "ordering": ("meeting__starts_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_first", True)),
                        fields=("activation",),
                        name="one_first_meeting_per_activation",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CallStep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="varv")),
                ("due_at", models.DateTimeField()),
                ("called_at", models.DateTimeField(blank=True, null=True)),
                ("on_duty", models.BooleanField(default=True, verbose_name="någon i tjänst")),
                ("has_address", models.BooleanField(default=True, verbose_name="har adress")),
                (
                    "failed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="gick inte fram"),
                ),
                ("failed_channel", models.CharField(blank=True, max_length=6)),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.function",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="activations.activationrequest",
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "indexes": [
                    models.Index(
                        condition=models.Q(("called_at", None)),
                        fields=["due_at"],
                        name="step_waiting_by_due",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("request", "position"), name="one_step_per_position"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ChairTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(blank=True, null=True)),
                (
                    "activation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="chair_terms",
                        to="activations.activation",
                    ),
                ),
                (
                    "decided_at_meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forums.meeting",
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="chair_terms",
                        to="actors.function",
                    ),
                ),
            ],
            options={
                "ordering": ("starts_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_at", None)),
                        fields=("activation",),
                        name="one_chair_at_a_time",
                    )
                ],
            },
        ),
    ]
