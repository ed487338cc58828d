import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("records", "0002_refuse_changes_to_the_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="County",
            fields=[
                (
                    "code",
                    models.CharField(
                        max_length=2, primary_key=True, serialize=False, verbose_name="länskod"
                    ),
                ),
                ("letter", models.CharField(max_length=2, unique=True, verbose_name="länsbokstav")),
                ("name", models.CharField(max_length=60, verbose_name="namn")),
            ],
            options={
                "verbose_name": "län",
                "verbose_name_plural": "län",
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                (
                    "email",
                    models.EmailField(max_length=254, unique=True, verbose_name="e-postadress"),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="namn")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="egen telefon")),
                (
                    "calendar_hash",
                    models.CharField(blank=True, db_index=True, editable=False, max_length=64),
                ),
                ("session_round", models.PositiveIntegerField(default=0, editable=False)),
                ("is_active", models.BooleanField(default=True, verbose_name="aktivt konto")),
                ("is_staff", models.BooleanField(default=False)),
                ("date_joined", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "användare",
                "verbose_name_plural": "användare",
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("digest", models.CharField(max_length=128, primary_key=True, serialize=False)),
                ("token_key", models.CharField(db_index=True, max_length=25)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("expiry", models.DateTimeField(blank=True, null=True)),
                ("name", models.CharField(max_length=80, verbose_name="namn")),
                ("scopes", models.JSONField(default=list, verbose_name="behörigheter")),
                (
                    "last_used_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="senast använd"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="auth_token_set",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "API-nyckel",
                "verbose_name_plural": "API-nycklar",
                "ordering": ("-created",),
            },
        ),
        migrations.CreateModel(
            name="Actor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=60, unique=True, verbose_name="adressnamn")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("county_board", "Länsstyrelse"),
                            ("municipality", "Kommun"),
                            ("health_region", "Region (hälso- och sjukvård)"),
                            ("police", "Polis"),
                            ("armed_forces", "Försvarsmakten"),
                            ("fire_service", "Räddningstjänst"),
                            ("emergency_centre", "Larmcentral"),
                            ("transport", "Transport"),
                            ("coast_guard", "Kustbevakning"),
                            ("port", "Hamn"),
                            ("national_authority", "Nationell myndighet"),
                            ("volunteer", "Frivillig organisation"),
                            ("other", "Annan"),
                        ],
                        max_length=20,
                        verbose_name="slag",
                    ),
                ),
                ("scb_code", models.CharField(blank=True, max_length=4, verbose_name="kommunkod")),
                (
                    "phone",
                    models.CharField(blank=True, max_length=20, verbose_name="telefon dygnet runt"),
                ),
                (
                    "accepts_live_exercise",
                    models.BooleanField(
                        default=False, verbose_name="tar emot övningsutskick till riktiga nummer"
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="actors.county",
                        verbose_name="län",
                    ),
                ),
            ],
            options={
                "verbose_name": "aktör",
                "verbose_name_plural": "aktörer",
                "ordering": ("name",),
                "permissions": [("administer_actor", "Får förvalta aktörens funktioner")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("scb_code", ""), _negated=True),
                        fields=("scb_code",),
                        name="scb_code_is_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "municipality"), ("scb_code__regex", "^\\d{4}$")),
                            models.Q(
                                models.Q(("kind", "municipality"), _negated=True), ("scb_code", "")
                            ),
                            _connector="OR",
                        ),
                        name="municipality_has_scb_code",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Function",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="namn")),
                (
                    "short_name",
                    models.CharField(blank=True, max_length=20, verbose_name="kortnamn"),
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
                        default=20,
                        verbose_name="högsta nivå som mandatet täcker",
                    ),
                ),
                (
                    "mandate_note",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="mandat och begränsningar"
                    ),
                ),
                (
                    "duty_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Ingen beredskap"),
                            ("tib", "Tjänsteman i beredskap (TiB)"),
                            ("rsib", "Regional samverkanskoordinator i beredskap (RSIB)"),
                            ("rkk", "Regional kommunikationskoordinator (RKK)"),
                        ],
                        default="",
                        max_length=6,
                        verbose_name="beredskapsfunktion",
                    ),
                ),
                (
                    "round_the_clock",
                    models.BooleanField(default=False, verbose_name="nås dygnet runt"),
                ),
                (
                    "call_order",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="För sammankallandes funktioner: 1 larmas först. Tomt: ingår inte i kedjan.",
                        null=True,
                        verbose_name="plats i larmkedjan",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="i bruk")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="functions",
                        to="actors.actor",
                    ),
                ),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="deputises_for",
                        to="actors.function",
                        verbose_name="ersättande funktion",
                    ),
                ),
                (
                    "group",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="function",
                        to="auth.group",
                    ),
                ),
            ],
            options={
                "verbose_name": "funktion",
                "verbose_name_plural": "funktioner",
                "ordering": ("actor__name", "name"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("actor", "name"), name="function_name_unique_in_actor"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy", None),
                            models.Q(("deputy", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="function_is_not_its_own_deputy",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyShift",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="från")),
                ("ends_at", models.DateTimeField(verbose_name="till")),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="bekräftat av den som har passet"
                    ),
                ),
                (
                    "handover_note",
                    models.TextField(blank=True, max_length=2000, verbose_name="överlämning"),
                ),
                (
                    "handed_over_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="överlämnat"),
                ),
                (
                    "note_read_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="läst av efterträdaren"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shifts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "swapped_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shifts",
                        to="actors.function",
                    ),
                ),
            ],
            options={
                "verbose_name": "beredskapspass",
                "verbose_name_plural": "beredskapspass",
                "ordering": ("starts_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="shift_ends_after_it_starts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("sms", "Sms"),
                            ("email", "E-post"),
                            ("phone", "Telefon"),
                            ("rakel", "Rakel"),
                        ],
                        max_length=6,
                        verbose_name="kanal",
                    ),
                ),
                ("value", models.CharField(max_length=254, verbose_name="adress")),
                (
                    "test_sent_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="testmeddelande skickat"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="testmeddelande bekräftat"
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="actors.function",
                    ),
                ),
            ],
            options={
                "verbose_name": "kontaktuppgift",
                "verbose_name_plural": "kontaktuppgifter",
                "ordering": ("channel", "value"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("function", "channel", "value"), name="address_once_per_function"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
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
                        choices=[("ordinary", "Ordinarie"), ("deputy", "Ersättare")],
                        default="ordinary",
                        max_length=8,
                        verbose_name="slag",
                    ),
                ),
                (
                    "starts_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="från"),
                ),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="till")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="appointments",
                        to="actors.function",
                    ),
                ),
            ],
            options={
                "verbose_name": "förordnande",
                "verbose_name_plural": "förordnanden",
                "ordering": ("-starts_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ends_at", None)),
                        fields=("person", "function"),
                        name="one_open_appointment_per_person_and_function",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_at", None),
                            ("ends_at__gte", models.F("starts_at")),
                            _connector="OR",
                        ),
                        name="appointment_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-postadress")),
                (
                    "kind",
                    models.CharField(
                        choices=[("ordinary", "Ordinarie"), ("deputy", "Ersättare")],
                        default="ordinary",
                        max_length=8,
                        verbose_name="slag",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "function",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="actors.function",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "inbjudan",
                "verbose_name_plural": "inbjudningar",
                "ordering": ("-invited_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("accepted_at", None), ("withdrawn_at", None)),
                        fields=("function", "email"),
                        name="one_open_invitation_per_function_and_email",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Region",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="namn")),
                ("slug", models.SlugField(unique=True, verbose_name="adressnamn")),
                (
                    "convener_phone",
                    models.CharField(
                        max_length=20, verbose_name="sammankallandes telefon dygnet runt"
                    ),
                ),
                (
                    "acknowledge_minutes",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="minuter innan nästa i kedjan larmas",
                    ),
                ),
                (
                    "summons_reminder_minutes",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="minuter innan den som inte svarat påminns",
                    ),
                ),
                (
                    "summons_deputy_minutes",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="minuter innan ersättaren kallas",
                    ),
                ),
                (
                    "summons_phone_minutes",
                    models.PositiveSmallIntegerField(
                        default=15,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="minuter innan funktionen står på ringlistan",
                    ),
                ),
                (
                    "aim_minutes",
                    models.PositiveSmallIntegerField(
                        default=20, verbose_name="mål: minuter från begäran till påbörjad konferens"
                    ),
                ),
                (
                    "message_prefix",
                    models.CharField(
                        default="SSR", max_length=12, verbose_name="inledning i meddelanden"
                    ),
                ),
                (
                    "convener",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="convenes",
                        to="actors.actor",
                        verbose_name="sammankallande länsstyrelse",
                    ),
                ),
                (
                    "counties",
                    models.ManyToManyField(
                        related_name="regions", to="actors.county", verbose_name="län"
                    ),
                ),
            ],
            options={
                "verbose_name": "region",
                "verbose_name_plural": "regioner",
                "ordering": ("name",),
                "permissions": [
                    ("convene_in_region", "Får ta emot begäran och sammankalla forum"),
                    ("administer_region", "Får förvalta regionens register och inställningar"),
                    ("operate_region", "Får se drift och utskick"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Membership",
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
                            ("ordinary", "Ordinarie medlem"),
                            ("associated", "Associerad medlem"),
                        ],
                        default="ordinary",
                        max_length=12,
                        verbose_name="slag",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="från och med")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="till och med")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="actors.actor",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="actors.region",
                    ),
                ),
            ],
            options={
                "verbose_name": "medlemskap",
                "verbose_name_plural": "medlemskap",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("valid_to", None)),
                        fields=("actor", "region"),
                        name="one_open_membership_per_actor_and_region",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="membership_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("uploaded_at", models.DateTimeField()),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="actors.region",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "importer",
                "ordering": ("-uploaded_at",),
            },
        ),
        migrations.CreateModel(
            name="ActorName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                (
                    "short_name",
                    models.CharField(blank=True, max_length=20, verbose_name="kortnamn"),
                ),
                ("valid_from", models.DateField(verbose_name="från och med")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="till och med")),
                (
                    "actor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="names",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "ordering": ("valid_from",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="actor_name_ends_after_it_starts",
                    )
                ],
            },
        ),
    ]
