import uuid

import django.core.validators
import django.db.models.deletion
import django_fsm
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("actors", "0003_follow_up_rights"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("records", "0005_staged_uploads"),
    ]

    operations = [
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("current", "Gäller"),
                            ("replaced", "Ersatt"),
                            ("withdrawn", "Återtagen för rättelse"),
                        ],
                        default="current",
                        max_length=10,
                        verbose_name="läge",
                    ),
                ),
                (
                    "deciding_body",
                    models.CharField(
                        choices=[
                            ("official", "Annan tjänsteman"),
                            ("director", "Kommundirektör"),
                            ("board", "Kommunstyrelse eller annan nämnd"),
                            ("council", "Kommunfullmäktige"),
                        ],
                        max_length=12,
                        verbose_name="beslutat av",
                    ),
                ),
                ("decided_date", models.DateField(verbose_name="beslutat den")),
                (
                    "registry_number",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="kommunens diarienummer"
                    ),
                ),
                ("received_date", models.DateField(verbose_name="inkom till Länsstyrelsen")),
                (
                    "confidentiality",
                    models.CharField(
                        choices=[
                            ("open", "Öppen"),
                            ("internal", "Intern"),
                            ("restricted", "Begränsad krets"),
                        ],
                        max_length=10,
                        verbose_name="sekretess",
                    ),
                ),
                (
                    "knows_too_low",
                    models.BooleanField(
                        default=False, verbose_name="beslutat på för låg nivå, kommunen vet om det"
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=2000, verbose_name="meddelande")),
                ("submitted_at", models.DateTimeField(verbose_name="inlämnad")),
                ("submitted_by", models.CharField(max_length=200, verbose_name="inlämnad av")),
                (
                    "ended_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="ersatt eller återtagen"
                    ),
                ),
                (
                    "ended_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="ersatt eller återtagen av"
                    ),
                ),
                ("end_reason", models.CharField(blank=True, max_length=300, verbose_name="skäl")),
            ],
            options={
                "verbose_name": "version",
                "verbose_name_plural": "versioner",
                "ordering": ("document", "-number"),
            },
        ),
        migrations.CreateModel(
            name="ElectoralTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "election_date",
                    models.DateField(unique=True, verbose_name="dag för ordinarie val"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
            ],
            options={
                "verbose_name": "mandatperiod",
                "verbose_name_plural": "mandatperioder",
                "ordering": ("election_date",),
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="kod")),
                ("area", models.CharField(max_length=60, verbose_name="område")),
                ("text", models.CharField(max_length=500, verbose_name="indikator")),
                (
                    "guidance",
                    models.TextField(blank=True, max_length=2000, verbose_name="stöd för svaret"),
                ),
                (
                    "answer_type",
                    models.CharField(
                        choices=[
                            ("yes_no", "Ja eller nej"),
                            ("scale", "Skala 1–5"),
                            ("number", "Tal"),
                            ("text", "Text"),
                        ],
                        max_length=8,
                        verbose_name="svarstyp",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
            ],
            options={
                "verbose_name": "indikator",
                "verbose_name_plural": "indikatorer",
                "ordering": ("indicator_set", "order", "code"),
            },
        ),
        migrations.CreateModel(
            name="AnnualReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="avser år")),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[
                            ("draft", "Påbörjad"),
                            ("sent", "Inskickad"),
                            ("completion_requested", "Komplettering begärd"),
                            ("accepted", "Godtagen"),
                        ],
                        default="draft",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                (
                    "comment",
                    models.TextField(
                        blank=True, max_length=8000, verbose_name="kommunens kommentar"
                    ),
                ),
                (
                    "comment_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="kommentaren skriven av"
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="påbörjad")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="inskickad")),
                (
                    "sent_by",
                    models.CharField(blank=True, max_length=200, verbose_name="inskickad av"),
                ),
                (
                    "completion_text",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="begärd komplettering"
                    ),
                ),
                (
                    "complete_by",
                    models.DateField(blank=True, null=True, verbose_name="komplettera senast"),
                ),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="godtagen"),
                ),
                (
                    "accepted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="godtagen av"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "årlig redovisning",
                "verbose_name_plural": "årliga redovisningar",
                "ordering": ("-year", "municipality"),
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="CompensationComponent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gäller från och med")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="gäller till och med"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte den fastställda texten"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="förbehåll")),
                ("code", models.CharField(max_length=30, verbose_name="kod")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("crisis_preparedness", "Krisberedskap"),
                            ("civil_defence", "Civilt försvar"),
                        ],
                        max_length=20,
                        verbose_name="del",
                    ),
                ),
            ],
            options={
                "verbose_name": "ersättningskomponent",
                "verbose_name_plural": "ersättningskomponenter",
                "ordering": ("part", "code"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="followup_compensationcomponent_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        fields=("code", "valid_from"), name="one_component_per_start"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Cost",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("crisis_preparedness", "Krisberedskap"),
                            ("civil_defence", "Civilt försvar"),
                        ],
                        max_length=20,
                        verbose_name="del",
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("risk_analysis", "Risk- och sårbarhetsanalys"),
                            ("planning", "Planering"),
                            ("area_responsibility", "Geografiskt områdesansvar"),
                            ("training", "Utbildning och övning"),
                            ("reporting", "Rapportering"),
                            ("heightened_alert", "Höjd beredskap"),
                            ("competence", "Kompetenshöjning om totalförsvar"),
                            ("protective_security", "Säkerhetsskydd"),
                            ("war_organisation", "Krigsorganisation och krigsplacering"),
                            ("civil_defence", "Stärkt civilt försvar"),
                        ],
                        max_length=24,
                        verbose_name="område",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="vad")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="belopp i kronor"
                    ),
                ),
                (
                    "eligibility",
                    models.CharField(
                        choices=[
                            ("yes", "Får finansieras"),
                            ("no", "Får inte finansieras"),
                            ("ask", "Fråga Länsstyrelsen"),
                        ],
                        max_length=4,
                        verbose_name="får ersättningen användas",
                    ),
                ),
                (
                    "is_other_work",
                    models.BooleanField(
                        default=False,
                        verbose_name="övrigt arbete som kan kopplas till överenskommelserna",
                    ),
                ),
                (
                    "judged_by",
                    models.CharField(blank=True, max_length=200, verbose_name="bedömd av"),
                ),
                ("judged_at", models.DateTimeField(blank=True, null=True, verbose_name="bedömd")),
                ("judgement", models.TextField(blank=True, max_length=2000, verbose_name="skäl")),
                ("entered_at", models.DateTimeField(verbose_name="införd")),
                ("entered_by", models.CharField(max_length=200, verbose_name="införd av")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte verkligt belopp"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="costs",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "kostnad",
                "verbose_name_plural": "kostnader",
                "ordering": ("municipality", "-year", "part", "pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="cost_is_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CostQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="fråga")),
                ("asked_at", models.DateTimeField(verbose_name="ställd")),
                ("asked_by", models.CharField(max_length=200, verbose_name="ställd av")),
                (
                    "consulted",
                    models.CharField(blank=True, max_length=300, verbose_name="rådfrågat"),
                ),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="svar")),
                (
                    "eligibility",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "Får finansieras"),
                            ("no", "Får inte finansieras"),
                            ("ask", "Fråga Länsstyrelsen"),
                        ],
                        max_length=4,
                        verbose_name="får ersättningen användas",
                    ),
                ),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="besvarad"),
                ),
                (
                    "answered_by",
                    models.CharField(blank=True, max_length=200, verbose_name="besvarad av"),
                ),
                (
                    "precedent",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="vägledande formulering"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="återtagen"),
                ),
                (
                    "cost",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="followup.cost",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "fråga om ersättning",
                "verbose_name_plural": "frågor om ersättning",
                "ordering": ("-asked_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at", None),
                            models.Q(
                                models.Q(("answered_by", ""), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                                models.Q(("eligibility", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answered_question_says_by_whom",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CountyCompilation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="avser år")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="nummer")),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="skäl till tillägget"
                    ),
                ),
                (
                    "assessment",
                    models.TextField(
                        blank=True, max_length=8000, verbose_name="bedömning av effekten"
                    ),
                ),
                (
                    "assessment_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="bedömningen skriven av"
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="påbörjad")),
                (
                    "content",
                    models.JSONField(
                        blank=True, null=True, verbose_name="innehåll vid överlämnandet"
                    ),
                ),
                (
                    "content_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="kontrollsumma"),
                ),
                (
                    "handed_on_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="överlämnad"),
                ),
                (
                    "handed_on_by",
                    models.CharField(blank=True, max_length=200, verbose_name="överlämnad av"),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compilations",
                        to="actors.county",
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
                "verbose_name": "länets sammanställning",
                "verbose_name_plural": "länens sammanställningar",
                "ordering": ("-year", "county", "-number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county", "year", "number"),
                        name="one_compilation_per_county_and_year",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("handed_on_at", None)),
                        fields=("county", "year"),
                        name="one_open_compilation_per_county_and_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="supplement_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("handed_on_at", None),
                            models.Q(
                                ("content__isnull", False),
                                models.Q(("handed_on_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="handed_on_compilation_is_frozen",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountySetting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40, verbose_name="inställning")),
                ("value", models.JSONField(null=True, verbose_name="värde")),
                ("valid_from", models.DateField(verbose_name="gäller från och med")),
                ("reason", models.CharField(max_length=300, verbose_name="skäl")),
                ("set_by", models.CharField(max_length=200, verbose_name="ändrad av")),
                ("set_at", models.DateTimeField(verbose_name="ändrad")),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="settings",
                        to="actors.county",
                    ),
                ),
            ],
            options={
                "verbose_name": "länets inställning",
                "verbose_name_plural": "länets inställningar",
                "ordering": ("county", "key", "-valid_from", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="CriteriaSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gäller från och med")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="gäller till och med"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte den fastställda texten"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="förbehåll")),
                ("name", models.CharField(max_length=200, verbose_name="namn")),
                (
                    "registry_number",
                    models.CharField(blank=True, max_length=40, verbose_name="diarienummer"),
                ),
            ],
            options={
                "verbose_name": "kriterieuppsättning",
                "verbose_name_plural": "kriterieuppsättningar",
                "ordering": ("-valid_from", "-pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="followup_criteriaset_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AssessmentCriterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, verbose_name="kod")),
                (
                    "kind",
                    models.CharField(
                        choices=[("basic", "Grundläggande krav"), ("quality", "Kvalitetsmått")],
                        max_length=8,
                        verbose_name="slag",
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("risk_analysis", "Risk- och sårbarhetsanalys"),
                            ("planning", "Planering"),
                            ("area_responsibility", "Geografiskt områdesansvar"),
                            ("training", "Utbildning och övning"),
                            ("reporting", "Rapportering"),
                            ("heightened_alert", "Höjd beredskap"),
                            ("competence", "Kompetenshöjning om totalförsvar"),
                            ("protective_security", "Säkerhetsskydd"),
                            ("war_organisation", "Krigsorganisation och krigsplacering"),
                            ("civil_defence", "Stärkt civilt försvar"),
                        ],
                        max_length=24,
                        verbose_name="område",
                    ),
                ),
                (
                    "document",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("risk_analysis", "Risk- och sårbarhetsanalys (RSA)"),
                            ("governing_document", "Styrdokument för krisberedskap"),
                            ("crisis_board_rules", "Reglemente för krisledningsnämnden"),
                            ("emergency_plan", "Plan för hantering av extraordinära händelser"),
                            ("training_plan", "Utbildnings- och övningsplan"),
                        ],
                        max_length=24,
                        verbose_name="gäller dokumentet",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="kriterium")),
                (
                    "guidance",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="stöd för bedömningen"
                    ),
                ),
                (
                    "criteria_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="criteria",
                        to="followup.criteriaset",
                    ),
                ),
            ],
            options={
                "verbose_name": "bedömningskriterium",
                "verbose_name_plural": "bedömningskriterier",
                "ordering": ("criteria_set", "area", "code"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("criteria_set", "code"), name="one_criterion_per_code"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
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
                            ("document", "Dokument"),
                            ("missing_document_plan", "Plan för dokument som saknas"),
                            ("completion", "Komplettering"),
                            ("feedback", "Återkoppling på dokument"),
                            ("annual_report", "Årlig redovisning"),
                            ("compilation", "Länets sammanställning"),
                            ("economic_review", "Ekonomisk granskning"),
                            ("saving_plan", "Antagande av plan för sparande"),
                            ("saving_activity", "Aktivitet i plan för sparande"),
                            ("visit", "Uppföljningsbesök"),
                            ("protocol", "Protokoll från besök"),
                            ("measure", "Åtgärd"),
                            ("referral", "Ärende om ersättning"),
                            ("material", "Underlag till MCF"),
                            ("question", "Fråga om ersättning"),
                        ],
                        max_length=24,
                        verbose_name="slag",
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True, verbose_name="nyckel")),
                ("about_ref", models.CharField(max_length=100, verbose_name="gäller")),
                ("what", models.CharField(max_length=200, verbose_name="vad")),
                ("due_date", models.DateField(verbose_name="senast")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Öppen"), ("met", "Klar"), ("cancelled", "Utgår")],
                        default="open",
                        max_length=10,
                        verbose_name="läge",
                    ),
                ),
                (
                    "is_countys",
                    models.BooleanField(default=False, verbose_name="Länsstyrelsens egen uppgift"),
                ),
                ("laid_at", models.DateTimeField(verbose_name="lagd")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="avslutad")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deadlines",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "frist",
                "verbose_name_plural": "frister",
                "ordering": ("due_date", "pk"),
                "indexes": [
                    models.Index(
                        fields=["municipality", "state", "due_date"], name="deadline_of_actor"
                    ),
                    models.Index(fields=["about_ref"], name="deadline_about"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("state", "open")),
                            models.Q(
                                models.Q(("state", "open"), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ended_deadline_says_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeadlineCalendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(verbose_name="skapad")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadline_calendar",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "kalenderadress för frister",
                "verbose_name_plural": "kalenderadresser för frister",
            },
        ),
        migrations.CreateModel(
            name="DeadlineChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("old_date", models.DateField(verbose_name="från")),
                ("new_date", models.DateField(verbose_name="till")),
                ("reason", models.CharField(max_length=300, verbose_name="skäl")),
                ("changed_at", models.DateTimeField(verbose_name="ändrad")),
                ("changed_by", models.CharField(max_length=200, verbose_name="ändrad av")),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="followup.deadline",
                    ),
                ),
            ],
            options={
                "ordering": ("deadline", "changed_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Deficiency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("visit", "Uppföljningsbesök"),
                            ("document", "Dokument"),
                            ("report", "Årlig redovisning"),
                            ("economy", "Ekonomi"),
                            ("other", "Annat"),
                        ],
                        max_length=8,
                        verbose_name="underlag",
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("risk_analysis", "Risk- och sårbarhetsanalys"),
                            ("planning", "Planering"),
                            ("area_responsibility", "Geografiskt områdesansvar"),
                            ("training", "Utbildning och övning"),
                            ("reporting", "Rapportering"),
                            ("heightened_alert", "Höjd beredskap"),
                            ("competence", "Kompetenshöjning om totalförsvar"),
                            ("protective_security", "Säkerhetsskydd"),
                            ("war_organisation", "Krigsorganisation och krigsplacering"),
                            ("civil_defence", "Stärkt civilt försvar"),
                        ],
                        max_length=24,
                        verbose_name="område",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="brist")),
                (
                    "remedy",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="vad kommunen kan göra"
                    ),
                ),
                (
                    "is_misuse",
                    models.BooleanField(default=False, verbose_name="ersättningen har använts fel"),
                ),
                ("noted_at", models.DateTimeField(verbose_name="noterad")),
                ("noted_by", models.CharField(max_length=200, verbose_name="noterad av")),
                (
                    "told_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="meddelad kommunen"),
                ),
                ("mended_at", models.DateTimeField(blank=True, null=True, verbose_name="åtgärdad")),
                (
                    "mended_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="bedömd som åtgärdad av"
                    ),
                ),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="struken"),
                ),
                (
                    "withdrawn_by",
                    models.CharField(blank=True, max_length=200, verbose_name="struken av"),
                ),
                (
                    "withdrawn_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="struken, skäl"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deficiencies",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "brist",
                "verbose_name_plural": "brister",
                "ordering": ("municipality", "-noted_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="DialogueNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("held_date", models.DateField(verbose_name="dag")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("call", "Samtal"),
                            ("meeting", "Möte"),
                            ("joint_meeting", "Möte med flera kommuner"),
                            ("letter", "Brev eller e-post"),
                        ],
                        max_length=14,
                        verbose_name="form",
                    ),
                ),
                ("subject", models.CharField(max_length=200, verbose_name="ämne")),
                ("text", models.TextField(max_length=8000, verbose_name="anteckning")),
                (
                    "signal",
                    models.CharField(
                        choices=[
                            ("none", "Ingen"),
                            ("saving", "Stort eller växande sparande"),
                            ("use", "Ersättningen kan användas fel"),
                            ("documents", "Dokument blir sena"),
                            ("resources", "Brist på tid eller bemanning"),
                            ("other", "Annat"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="tidig signal",
                    ),
                ),
                (
                    "names_deficiencies",
                    models.BooleanField(
                        default=False, verbose_name="tar upp brister och vad som kan göras"
                    ),
                ),
                (
                    "is_shared",
                    models.BooleanField(default=False, verbose_name="kommunen ser anteckningen"),
                ),
                (
                    "by_municipality",
                    models.BooleanField(default=False, verbose_name="skriven av kommunen"),
                ),
                (
                    "confidentiality",
                    models.CharField(
                        choices=[
                            ("open", "Öppen"),
                            ("internal", "Intern"),
                            ("restricted", "Begränsad krets"),
                        ],
                        default="internal",
                        max_length=10,
                        verbose_name="sekretess",
                    ),
                ),
                ("noted_at", models.DateTimeField(verbose_name="antecknad")),
                ("noted_by", models.CharField(max_length=200, verbose_name="antecknad av")),
                ("noted_by_user_id", models.BigIntegerField(null=True)),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="followup.dialoguenote",
                    ),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.county",
                    ),
                ),
                (
                    "municipalities",
                    models.ManyToManyField(
                        related_name="dialogue_notes", to="actors.actor", verbose_name="kommuner"
                    ),
                ),
            ],
            options={
                "verbose_name": "dialoganteckning",
                "verbose_name_plural": "dialoganteckningar",
                "ordering": ("-held_date", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confidentiality", "restricted"), _negated=True),
                            ("is_shared", False),
                            _connector="OR",
                        ),
                        name="narrow_dialogue_note_is_not_shared",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("by_municipality", False), ("is_shared", True), _connector="OR"
                        ),
                        name="municipalitys_own_dialogue_note_is_shared",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentRequirement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gäller från och med")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="gäller till och med"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte den fastställda texten"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="förbehåll")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("risk_analysis", "Risk- och sårbarhetsanalys (RSA)"),
                            ("governing_document", "Styrdokument för krisberedskap"),
                            ("crisis_board_rules", "Reglemente för krisledningsnämnden"),
                            ("emergency_plan", "Plan för hantering av extraordinära händelser"),
                            ("training_plan", "Utbildnings- och övningsplan"),
                        ],
                        max_length=24,
                        verbose_name="dokument",
                    ),
                ),
                (
                    "lowest_body",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("official", "Annan tjänsteman"),
                            ("director", "Kommundirektör"),
                            ("board", "Kommunstyrelse eller annan nämnd"),
                            ("council", "Kommunfullmäktige"),
                        ],
                        max_length=12,
                        verbose_name="beslutas lägst av",
                    ),
                ),
                (
                    "year_of_term",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(4),
                        ],
                        verbose_name="år i mandatperioden",
                    ),
                ),
                (
                    "month",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="månad",
                    ),
                ),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="dag",
                    ),
                ),
                (
                    "is_reported",
                    models.BooleanField(
                        default=False, verbose_name="rapporteras till Länsstyrelsen"
                    ),
                ),
            ],
            options={
                "verbose_name": "dokumentkrav",
                "verbose_name_plural": "dokumentkrav",
                "ordering": ("month", "day", "pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="followup_documentrequirement_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        fields=("kind", "valid_from"), name="one_requirement_per_kind_and_start"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="ordning")),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="followup.documentversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "fil",
                "verbose_name_plural": "filer",
                "ordering": ("version", "order", "pk"),
            },
        ),
        migrations.CreateModel(
            name="CriterionCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("met", "Uppfyllt"),
                            ("partly", "Delvis uppfyllt"),
                            ("not_met", "Inte uppfyllt"),
                            ("not_assessed", "Inte bedömt"),
                        ],
                        default="not_assessed",
                        max_length=12,
                        verbose_name="bedömning",
                    ),
                ),
                ("reasoning", models.TextField(blank=True, max_length=2000, verbose_name="skäl")),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followup.assessmentcriterion",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criterion_checks",
                        to="followup.documentversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "criterion"), name="one_check_per_criterion"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=8000, verbose_name="återkoppling")),
                (
                    "asks_completion",
                    models.BooleanField(default=False, verbose_name="begär komplettering"),
                ),
                (
                    "complete_by",
                    models.DateField(blank=True, null=True, verbose_name="komplettera senast"),
                ),
                ("drafted_at", models.DateTimeField(verbose_name="påbörjad")),
                ("drafted_by", models.CharField(max_length=200, verbose_name="skriven av")),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="skickad")),
                (
                    "sent_by",
                    models.CharField(blank=True, max_length=200, verbose_name="skickad av"),
                ),
                (
                    "read_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="öppnad av kommunen"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="followup.documentversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "återkoppling",
                "verbose_name_plural": "återkopplingar",
                "ordering": ("-drafted_at",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at", None), ("sent_by", "")),
                            models.Q(
                                ("sent_at__isnull", False), models.Q(("sent_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="sent_feedback_says_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asks_completion", False),
                            ("complete_by__isnull", False),
                            _connector="OR",
                        ),
                        name="completion_has_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GrantAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gäller från och med")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="gäller till och med"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte den fastställda texten"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="förbehåll")),
                ("name", models.CharField(max_length=200, verbose_name="namn")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("crisis_preparedness", "Krisberedskap"),
                            ("civil_defence", "Civilt försvar"),
                        ],
                        max_length=20,
                        verbose_name="del",
                    ),
                ),
                (
                    "registry_number",
                    models.CharField(blank=True, max_length=40, verbose_name="diarienummer"),
                ),
                (
                    "question",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Har uppgifterna utförts?"),
                            ("started", "Har arbetet påbörjats?"),
                        ],
                        max_length=10,
                        verbose_name="det som följs upp",
                    ),
                ),
            ],
            options={
                "verbose_name": "överenskommelse",
                "verbose_name_plural": "överenskommelser",
                "ordering": ("valid_from", "part"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="followup_grantagreement_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("risk_analysis", "Risk- och sårbarhetsanalys"),
                            ("planning", "Planering"),
                            ("area_responsibility", "Geografiskt områdesansvar"),
                            ("training", "Utbildning och övning"),
                            ("reporting", "Rapportering"),
                            ("heightened_alert", "Höjd beredskap"),
                            ("competence", "Kompetenshöjning om totalförsvar"),
                            ("protective_security", "Säkerhetsskydd"),
                            ("war_organisation", "Krigsorganisation och krigsplacering"),
                            ("civil_defence", "Stärkt civilt försvar"),
                        ],
                        max_length=24,
                        verbose_name="område",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="uppgift")),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="followup.grantagreement",
                    ),
                ),
            ],
            options={
                "verbose_name": "uppgift",
                "verbose_name_plural": "uppgifter",
                "ordering": ("agreement", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HeadingCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="rubrik")),
                ("is_found", models.BooleanField(null=True, verbose_name="finns")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="anteckning")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="heading_checks",
                        to="followup.documentversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "number"), name="one_check_per_heading"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalCompensationDecision",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="belopp i kronor"
                    ),
                ),
                (
                    "registry_number",
                    models.CharField(blank=True, max_length=60, verbose_name="diarienummer"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte verkligt belopp"
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="införd")),
                ("entered_by", models.CharField(max_length=200, verbose_name="införd av")),
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
                    "component",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="followup.compensationcomponent",
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
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical beslut om ersättning",
                "verbose_name_plural": "historical beslut om ersättning",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCost",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("crisis_preparedness", "Krisberedskap"),
                            ("civil_defence", "Civilt försvar"),
                        ],
                        max_length=20,
                        verbose_name="del",
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("risk_analysis", "Risk- och sårbarhetsanalys"),
                            ("planning", "Planering"),
                            ("area_responsibility", "Geografiskt områdesansvar"),
                            ("training", "Utbildning och övning"),
                            ("reporting", "Rapportering"),
                            ("heightened_alert", "Höjd beredskap"),
                            ("competence", "Kompetenshöjning om totalförsvar"),
                            ("protective_security", "Säkerhetsskydd"),
                            ("war_organisation", "Krigsorganisation och krigsplacering"),
                            ("civil_defence", "Stärkt civilt försvar"),
                        ],
                        max_length=24,
                        verbose_name="område",
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="vad")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="belopp i kronor"
                    ),
                ),
                (
                    "eligibility",
                    models.CharField(
                        choices=[
                            ("yes", "Får finansieras"),
                            ("no", "Får inte finansieras"),
                            ("ask", "Fråga Länsstyrelsen"),
                        ],
                        max_length=4,
                        verbose_name="får ersättningen användas",
                    ),
                ),
                (
                    "is_other_work",
                    models.BooleanField(
                        default=False,
                        verbose_name="övrigt arbete som kan kopplas till överenskommelserna",
                    ),
                ),
                (
                    "judged_by",
                    models.CharField(blank=True, max_length=200, verbose_name="bedömd av"),
                ),
                ("judged_at", models.DateTimeField(blank=True, null=True, verbose_name="bedömd")),
                ("judgement", models.TextField(blank=True, max_length=2000, verbose_name="skäl")),
                ("entered_at", models.DateTimeField(verbose_name="införd")),
                ("entered_by", models.CharField(max_length=200, verbose_name="införd av")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte verkligt belopp"
                    ),
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
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical kostnad",
                "verbose_name_plural": "historical kostnader",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalOpeningSaving",
            fields=[
                (
                    "id",
                    models.BigIntegerField(
                        auto_created=True, blank=True, db_index=True, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("crisis_preparedness", "Krisberedskap"),
                            ("civil_defence", "Civilt försvar"),
                        ],
                        max_length=20,
                        verbose_name="del",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="ingående år")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="belopp i kronor"
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte verkligt belopp"
                    ),
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
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical ingående sparande",
                "verbose_name_plural": "historical ingående sparande",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="IndicatorAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=2000, verbose_name="svar")),
                (
                    "comment",
                    models.TextField(blank=True, max_length=2000, verbose_name="kommentar"),
                ),
                (
                    "value_by",
                    models.CharField(blank=True, max_length=200, verbose_name="svaret skrivet av"),
                ),
                (
                    "comment_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="kommentaren skriven av"
                    ),
                ),
                ("written_at", models.DateTimeField(blank=True, null=True, verbose_name="skrivet")),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followup.indicator",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="followup.annualreport",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "indicator"), name="one_answer_per_indicator"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="IndicatorSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gäller från och med")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="gäller till och med"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte den fastställda texten"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="förbehåll")),
                ("name", models.CharField(max_length=200, verbose_name="namn")),
            ],
            options={
                "verbose_name": "indikatoruppsättning",
                "verbose_name_plural": "indikatoruppsättningar",
                "ordering": ("-valid_from", "-pk"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="followup_indicatorset_ends_after_start",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="indicator",
            name="indicator_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="indicators",
                to="followup.indicatorset",
            ),
        ),
        migrations.AddField(
            model_name="annualreport",
            name="indicator_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="followup.indicatorset",
            ),
        ),
        migrations.CreateModel(
            name="KeyDate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gäller från och med")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="gäller till och med"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte den fastställda texten"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="förbehåll")),
                ("code", models.CharField(max_length=30, verbose_name="kod")),
                ("what", models.CharField(max_length=200, verbose_name="vad")),
                (
                    "month",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="månad"),
                ),
                (
                    "day",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="dag"),
                ),
                (
                    "count",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="minst antal"
                    ),
                ),
                (
                    "recommended",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="helst antal"
                    ),
                ),
            ],
            options={
                "verbose_name": "återkommande datum",
                "verbose_name_plural": "återkommande datum",
                "ordering": ("code", "valid_from"),
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to", None),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="followup_keydate_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        fields=("code", "valid_from"), name="one_key_date_per_start"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("risk_analysis", "Risk- och sårbarhetsanalys"),
                            ("planning", "Planering"),
                            ("area_responsibility", "Geografiskt områdesansvar"),
                            ("training", "Utbildning och övning"),
                            ("reporting", "Rapportering"),
                            ("heightened_alert", "Höjd beredskap"),
                            ("competence", "Kompetenshöjning om totalförsvar"),
                            ("protective_security", "Säkerhetsskydd"),
                            ("war_organisation", "Krigsorganisation och krigsplacering"),
                            ("civil_defence", "Stärkt civilt försvar"),
                        ],
                        max_length=24,
                        verbose_name="område",
                    ),
                ),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[
                            ("proposed", "Föreslagen"),
                            ("agreed", "Överenskommen"),
                            ("reported_done", "Anmäld som klar"),
                            ("verified", "Genomförd"),
                            ("not_done", "Inte genomförd"),
                            ("withdrawn", "Struken"),
                        ],
                        default="proposed",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="åtgärd")),
                ("due_date", models.DateField(verbose_name="bör vara klar")),
                ("follow_up", models.CharField(max_length=500, verbose_name="så följs den upp")),
                (
                    "counter_date",
                    models.DateField(blank=True, null=True, verbose_name="kommunens förslag"),
                ),
                (
                    "counter_text",
                    models.CharField(blank=True, max_length=500, verbose_name="kommunens skäl"),
                ),
                (
                    "counter_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="kommunens förslag lämnat"
                    ),
                ),
                (
                    "counter_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="kommunens förslag från"
                    ),
                ),
                (
                    "counter_is_leaders",
                    models.BooleanField(default=False, verbose_name="förslaget är ledningens"),
                ),
                (
                    "county_reply",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="Länsstyrelsens svar"
                    ),
                ),
                (
                    "told_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="meddelad kommunen"),
                ),
                ("created_at", models.DateTimeField(verbose_name="införd")),
                ("created_by", models.CharField(max_length=200, verbose_name="införd av")),
                (
                    "agreed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="överenskommen"),
                ),
                (
                    "agreed_by",
                    models.CharField(blank=True, max_length=200, verbose_name="godtagen av"),
                ),
                (
                    "done_text",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="kommunens redovisning"
                    ),
                ),
                (
                    "done_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="anmäld som klar"),
                ),
                ("done_by", models.CharField(blank=True, max_length=200, verbose_name="anmäld av")),
                ("judged_at", models.DateTimeField(blank=True, null=True, verbose_name="bedömd")),
                (
                    "judged_by",
                    models.CharField(blank=True, max_length=200, verbose_name="bedömd av"),
                ),
                (
                    "judgement",
                    models.CharField(blank=True, max_length=1000, verbose_name="bedömning"),
                ),
                (
                    "deficiency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="followup.deficiency",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measures",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "åtgärd",
                "verbose_name_plural": "åtgärder",
                "ordering": ("municipality", "due_date", "pk"),
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="MeasureProof",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="tillagd")),
                ("added_by", models.CharField(max_length=200, verbose_name="tillagd av")),
                (
                    "measure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="followup.measure",
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
            ],
            options={
                "ordering": ("measure", "pk"),
            },
        ),
        migrations.CreateModel(
            name="MethodImport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("criteria", "Bedömningskriterier"),
                            ("indicators", "Indikatorer"),
                        ],
                        max_length=10,
                        verbose_name="slag",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="namn")),
                (
                    "registry_number",
                    models.CharField(blank=True, max_length=40, verbose_name="diarienummer"),
                ),
                ("valid_from", models.DateField(verbose_name="gäller från och med")),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                ("reason", models.CharField(max_length=300, verbose_name="skäl")),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("uploaded_at", models.DateTimeField(verbose_name="uppladdad")),
                ("applied_at", models.DateTimeField(blank=True, null=True, verbose_name="inläst")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
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
                "verbose_name": "inläsning",
                "verbose_name_plural": "inläsningar",
                "ordering": ("-uploaded_at",),
            },
        ),
        migrations.CreateModel(
            name="MunicipalDocument",
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
                            ("risk_analysis", "Risk- och sårbarhetsanalys (RSA)"),
                            ("governing_document", "Styrdokument för krisberedskap"),
                            ("crisis_board_rules", "Reglemente för krisledningsnämnden"),
                            ("emergency_plan", "Plan för hantering av extraordinära händelser"),
                            ("training_plan", "Utbildnings- och övningsplan"),
                        ],
                        max_length=24,
                        verbose_name="dokument",
                    ),
                ),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[
                            ("missing", "Saknas"),
                            ("submitted", "Inlämnat"),
                            ("under_review", "Granskas"),
                            ("completion_requested", "Komplettering begärd"),
                            ("accepted", "Godtaget"),
                        ],
                        default="missing",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                (
                    "missing_reason",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="skäl till att det saknas"
                    ),
                ),
                (
                    "planned_date",
                    models.DateField(blank=True, null=True, verbose_name="planerat till"),
                ),
                (
                    "planned_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="planen antecknad"),
                ),
                (
                    "planned_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="planen antecknad av"
                    ),
                ),
                (
                    "accepted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="godtaget"),
                ),
                (
                    "accepted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="godtaget av"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="actors.actor",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="followup.electoralterm",
                    ),
                ),
            ],
            options={
                "verbose_name": "dokument",
                "verbose_name_plural": "dokument",
                "ordering": ("municipality", "term", "kind"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "term", "kind"),
                        name="one_document_per_kind_and_term",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "accepted"), _negated=True),
                            models.Q(
                                ("accepted_at__isnull", False),
                                models.Q(("accepted_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="accepted_document_says_when_and_by_whom",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="followup.municipaldocument",
            ),
        ),
        migrations.CreateModel(
            name="DocumentReference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("registry_number", models.CharField(max_length=60, verbose_name="diarienummer")),
                ("storage_place", models.CharField(max_length=120, verbose_name="förvaras hos")),
                ("responsible", models.CharField(max_length=120, verbose_name="ansvarig funktion")),
                ("noted_at", models.DateTimeField(verbose_name="antecknad")),
                ("noted_by", models.CharField(max_length=200, verbose_name="antecknad av")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="references",
                        to="followup.municipaldocument",
                    ),
                ),
            ],
            options={
                "verbose_name": "hänvisning",
                "verbose_name_plural": "hänvisningar",
                "ordering": ("-noted_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="OpeningSaving",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("crisis_preparedness", "Krisberedskap"),
                            ("civil_defence", "Civilt försvar"),
                        ],
                        max_length=20,
                        verbose_name="del",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="ingående år")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="belopp i kronor"
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte verkligt belopp"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "ingående sparande",
                "verbose_name_plural": "ingående sparande",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "part"), name="one_opening_saving_per_part"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
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
                            ("considered", "Övervägs"),
                            ("told", "Kommunen underrättad"),
                            ("prepared", "Till underskrift"),
                            ("sent", "Skickat till MCF"),
                            ("material_requested", "Underlag begärt"),
                            ("decided", "Beslutat"),
                            ("final", "Laga kraft"),
                            ("invoiced", "Faktura skickad"),
                            ("dropped", "Nedlagt"),
                        ],
                        default="considered",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                ("grounds", models.JSONField(default=list, verbose_name="grunder")),
                (
                    "registry_number",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="Länsstyrelsens diarienummer"
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="öppnat")),
                ("opened_by", models.CharField(max_length=200, verbose_name="öppnat av")),
                (
                    "told_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="kommunen underrättad"
                    ),
                ),
                (
                    "told_text",
                    models.TextField(blank=True, max_length=8000, verbose_name="underrättelsen"),
                ),
                (
                    "agreed_date",
                    models.DateField(blank=True, null=True, verbose_name="överenskommet datum"),
                ),
                (
                    "exception_reason",
                    models.TextField(
                        blank=True,
                        max_length=2000,
                        verbose_name="skäl att inte invänta dialog (uppenbart felaktig användning)",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=16000, verbose_name="yttrande")),
                ("proposal", models.TextField(blank=True, max_length=4000, verbose_name="förslag")),
                (
                    "text_version",
                    models.PositiveIntegerField(default=1, verbose_name="version av texten"),
                ),
                (
                    "return_reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="skäl till återlämnandet"
                    ),
                ),
                ("prepared_at", models.DateTimeField(blank=True, null=True, verbose_name="berett")),
                (
                    "prepared_by",
                    models.CharField(blank=True, max_length=200, verbose_name="berett av"),
                ),
                ("prepared_by_user_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "signed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="undertecknat"),
                ),
                (
                    "signed_by",
                    models.CharField(blank=True, max_length=200, verbose_name="undertecknat av"),
                ),
                ("signed_by_user_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "received_date",
                    models.DateField(blank=True, null=True, verbose_name="inkom till MCF"),
                ),
                (
                    "cutoff_reading",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "before",
                                "Före 30 april: årets ersättning stoppas till dess beslut tagits",
                            ),
                            ("after", "Efter 30 april: eventuell återbetalning faktureras"),
                        ],
                        max_length=6,
                        verbose_name="läsning av 30 april",
                    ),
                ),
                (
                    "cutoff_chosen_by",
                    models.CharField(blank=True, max_length=200, verbose_name="läsningen vald av"),
                ),
                (
                    "cutoff_reason",
                    models.CharField(blank=True, max_length=500, verbose_name="skäl för läsningen"),
                ),
                (
                    "content",
                    models.JSONField(
                        blank=True, null=True, verbose_name="innehåll vid underskriften"
                    ),
                ),
                (
                    "content_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="kontrollsumma"),
                ),
                ("dropped_at", models.DateTimeField(blank=True, null=True, verbose_name="nedlagt")),
                (
                    "dropped_by",
                    models.CharField(blank=True, max_length=200, verbose_name="nedlagt av"),
                ),
                (
                    "drop_reason",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="skäl att lägga ned"
                    ),
                ),
                (
                    "national_number",
                    models.CharField(blank=True, max_length=60, verbose_name="MCF:s diarienummer"),
                ),
                (
                    "registered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="registrerat hos MCF"),
                ),
                (
                    "registered_by",
                    models.CharField(blank=True, max_length=200, verbose_name="registrerat av"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("kept", "Ersättningen behålls"),
                            ("reduced", "Ersättningen reduceras"),
                            ("repaid", "Ersättning återbetalas"),
                        ],
                        max_length=8,
                        verbose_name="beslut",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="gäller ersättning för år"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="belopp i kronor",
                    ),
                ),
                (
                    "decision_text",
                    models.TextField(blank=True, max_length=8000, verbose_name="skäl för beslutet"),
                ),
                (
                    "decided_date",
                    models.DateField(blank=True, null=True, verbose_name="beslutat den"),
                ),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=200, verbose_name="beslutat av"),
                ),
                ("final_date", models.DateField(blank=True, null=True, verbose_name="laga kraft")),
                (
                    "invoice_number",
                    models.CharField(blank=True, max_length=60, verbose_name="faktura"),
                ),
                (
                    "invoiced_date",
                    models.DateField(blank=True, null=True, verbose_name="fakturerat den"),
                ),
                (
                    "bundle",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
                (
                    "deficiencies",
                    models.ManyToManyField(
                        related_name="referrals", to="followup.deficiency", verbose_name="brister"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="actors.actor",
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
                "verbose_name": "ärende om ersättning",
                "verbose_name_plural": "ärenden om ersättning",
                "ordering": ("-opened_at",),
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="MaterialRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="begärt underlag")),
                ("due_date", models.DateField(verbose_name="senast")),
                ("asked_at", models.DateTimeField(verbose_name="begärt")),
                ("asked_by", models.CharField(max_length=200, verbose_name="begärt av")),
                ("answer", models.TextField(blank=True, max_length=8000, verbose_name="svar")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="besvarat"),
                ),
                (
                    "answered_by",
                    models.CharField(blank=True, max_length=200, verbose_name="besvarat av"),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="followup.referral",
                    ),
                ),
            ],
            options={
                "ordering": ("referral", "asked_at"),
            },
        ),
        migrations.CreateModel(
            name="CaseMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=4000, verbose_name="meddelande")),
                ("sent_at", models.DateTimeField(verbose_name="skickat")),
                ("sent_by", models.CharField(max_length=200, verbose_name="från")),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="followup.referral",
                    ),
                ),
            ],
            options={
                "ordering": ("referral", "sent_at"),
            },
        ),
        migrations.CreateModel(
            name="CaseFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="tillagd")),
                ("added_by", models.CharField(max_length=200, verbose_name="tillagd av")),
                (
                    "stored",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.storedfile",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="followup.materialrequest",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="followup.referral",
                    ),
                ),
            ],
            options={
                "ordering": ("referral", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_date", models.DateField(verbose_name="fristens dag när påminnelsen lades")),
                ("offset_days", models.SmallIntegerField(verbose_name="dagar från fristen")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("coordinator", "Beredskapssamordnaren"),
                            ("leadership", "Kommunens ledning"),
                            ("handler", "Länsstyrelsens handläggare"),
                            ("chief", "Länsstyrelsens chef"),
                        ],
                        max_length=12,
                        verbose_name="till",
                    ),
                ),
                ("send_at", models.DateTimeField(verbose_name="skickas")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Planerad"),
                            ("sent", "Lagd i utskick"),
                            ("unreachable", "Ingen adress"),
                            ("skipped", "Behövdes inte"),
                            ("replanned", "Ersatt av ny plan"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="läge",
                    ),
                ),
                (
                    "handled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="behandlad"),
                ),
                ("late_by", models.DurationField(blank=True, null=True, verbose_name="försenad")),
                ("in_digest", models.BooleanField(default=False, verbose_name="i samlat utskick")),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="followup.deadline",
                    ),
                ),
                (
                    "replaced_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="replaces",
                        to="followup.reminder",
                    ),
                ),
            ],
            options={
                "verbose_name": "påminnelse",
                "verbose_name_plural": "påminnelser",
                "ordering": ("deadline", "send_at", "pk"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["send_at"],
                        name="reminders_to_send",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("deadline", "due_date", "offset_days", "audience"),
                        name="each_reminder_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "one_by_one",
                    models.BooleanField(default=False, verbose_name="en påminnelse i taget"),
                ),
                ("set_at", models.DateTimeField(verbose_name="vald")),
                (
                    "function",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminder_choice",
                        to="actors.function",
                    ),
                ),
            ],
            options={
                "verbose_name": "val av utskick",
                "verbose_name_plural": "val av utskick",
            },
        ),
        migrations.CreateModel(
            name="ReminderLadder",
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
                            ("document", "Dokument"),
                            ("missing_document_plan", "Plan för dokument som saknas"),
                            ("completion", "Komplettering"),
                            ("feedback", "Återkoppling på dokument"),
                            ("annual_report", "Årlig redovisning"),
                            ("compilation", "Länets sammanställning"),
                            ("economic_review", "Ekonomisk granskning"),
                            ("saving_plan", "Antagande av plan för sparande"),
                            ("saving_activity", "Aktivitet i plan för sparande"),
                            ("visit", "Uppföljningsbesök"),
                            ("protocol", "Protokoll från besök"),
                            ("measure", "Åtgärd"),
                            ("referral", "Ärende om ersättning"),
                            ("material", "Underlag till MCF"),
                            ("question", "Fråga om ersättning"),
                        ],
                        max_length=24,
                        verbose_name="slag av frist",
                    ),
                ),
                ("offsets", models.JSONField(verbose_name="dagar")),
                (
                    "leadership_from",
                    models.SmallIntegerField(
                        blank=True, null=True, verbose_name="ledningen från dag"
                    ),
                ),
                (
                    "handler_from",
                    models.SmallIntegerField(
                        blank=True, null=True, verbose_name="handläggaren från dag"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gäller från och med")),
                ("reason", models.CharField(max_length=300, verbose_name="skäl")),
                ("set_by", models.CharField(max_length=200, verbose_name="ändrad av")),
                ("set_at", models.DateTimeField(verbose_name="ändrad")),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ladders",
                        to="actors.county",
                    ),
                ),
            ],
            options={
                "verbose_name": "länets påminnelsetrappa",
                "verbose_name_plural": "länets påminnelsetrappor",
                "ordering": ("county", "kind", "-valid_from", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="ReminderSending",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("function_ref", models.CharField(max_length=60, verbose_name="funktion")),
                ("function_label", models.CharField(max_length=200, verbose_name="till funktion")),
                ("dedupe_key", models.CharField(max_length=120, verbose_name="utskickets nyckel")),
                (
                    "reminder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sendings",
                        to="followup.reminder",
                    ),
                ),
            ],
            options={
                "verbose_name": "skickad påminnelse",
                "verbose_name_plural": "skickade påminnelser",
                "ordering": ("reminder", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("reminder", "function_ref", "dedupe_key"), name="each_sending_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportedItem",
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
                        choices=[("event", "Händelse"), ("measure", "Vidtagen åtgärd")],
                        max_length=8,
                        verbose_name="slag",
                    ),
                ),
                ("happened_date", models.DateField(blank=True, null=True, verbose_name="dag")),
                (
                    "area",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("risk_analysis", "Risk- och sårbarhetsanalys"),
                            ("planning", "Planering"),
                            ("area_responsibility", "Geografiskt områdesansvar"),
                            ("training", "Utbildning och övning"),
                            ("reporting", "Rapportering"),
                            ("heightened_alert", "Höjd beredskap"),
                            ("competence", "Kompetenshöjning om totalförsvar"),
                            ("protective_security", "Säkerhetsskydd"),
                            ("war_organisation", "Krigsorganisation och krigsplacering"),
                            ("civil_defence", "Stärkt civilt försvar"),
                        ],
                        max_length=24,
                        verbose_name="område",
                    ),
                ),
                ("text", models.CharField(max_length=1000, verbose_name="vad")),
                ("effect", models.CharField(blank=True, max_length=1000, verbose_name="effekt")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="followup.annualreport",
                    ),
                ),
            ],
            options={
                "ordering": ("report", "kind", "happened_date", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ReportStep",
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
                            ("started", "Påbörjad"),
                            ("sent", "Inskickad"),
                            ("completion_requested", "Komplettering begärd"),
                            ("accepted", "Godtagen"),
                        ],
                        max_length=24,
                        verbose_name="steg",
                    ),
                ),
                (
                    "text",
                    models.TextField(blank=True, max_length=4000, verbose_name="vad som begärdes"),
                ),
                ("due_date", models.DateField(blank=True, null=True, verbose_name="senast")),
                ("happened_at", models.DateTimeField(verbose_name="när")),
                ("by_label", models.CharField(max_length=200, verbose_name="av")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="followup.annualreport",
                    ),
                ),
            ],
            options={
                "ordering": ("happened_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="RequiredHeading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="nummer")),
                ("text", models.CharField(max_length=200, verbose_name="rubrik")),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="headings",
                        to="followup.documentrequirement",
                    ),
                ),
            ],
            options={
                "verbose_name": "rubrik",
                "verbose_name_plural": "rubriker",
                "ordering": ("requirement", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("requirement", "number"), name="one_heading_per_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="granskning nummer")),
                ("planned_date", models.DateField(verbose_name="planerad till")),
                ("set_by", models.CharField(max_length=200, verbose_name="planerad av")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="review_plans",
                        to="actors.actor",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followup.electoralterm",
                    ),
                ),
            ],
            options={
                "verbose_name": "planerad granskning",
                "verbose_name_plural": "planerade granskningar",
                "ordering": ("term", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "term", "number"), name="one_plan_per_review"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavingPlan",
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
                            ("requested", "Begärd"),
                            ("draft", "Påbörjad"),
                            ("adopted", "Antagen"),
                            ("fulfilled", "Genomförd"),
                            ("replaced", "Ersatt"),
                        ],
                        default="requested",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="varför planen begärs"
                    ),
                ),
                ("requested_at", models.DateTimeField(verbose_name="begärd")),
                ("requested_by", models.CharField(max_length=200, verbose_name="begärd av")),
                ("adopt_by", models.DateField(verbose_name="ska vara antagen senast")),
                ("opening_year", models.PositiveSmallIntegerField(verbose_name="ingående år")),
                (
                    "opening_amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="ingående sparande i kronor"
                    ),
                ),
                (
                    "adopted_date",
                    models.DateField(blank=True, null=True, verbose_name="antagen den"),
                ),
                (
                    "adopted_body",
                    models.CharField(blank=True, max_length=120, verbose_name="antagen av"),
                ),
                (
                    "adopted_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="antagandet infört av"
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="avslutad")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saving_plans",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "plan för sparande",
                "verbose_name_plural": "planer för sparande",
                "ordering": ("-requested_at",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["requested", "draft", "adopted"])),
                        fields=("municipality",),
                        name="one_open_saving_plan",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["requested", "draft", "replaced"]),
                            models.Q(
                                ("adopted_date__isnull", False),
                                models.Q(("adopted_body", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="adopted_saving_plan_says_when_and_by_whom",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="SavingForecast",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "expected_compensation",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="väntad ersättning i kronor"
                    ),
                ),
                (
                    "closing_amount",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=12,
                        verbose_name="väntat sparande vid årets slut i kronor",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="forecasts",
                        to="followup.savingplan",
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "year"),
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "year"), name="one_forecast_per_year")
                ],
            },
        ),
        migrations.CreateModel(
            name="SavingActivity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=300, verbose_name="aktivitet")),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("crisis_preparedness", "Krisberedskap"),
                            ("civil_defence", "Civilt försvar"),
                        ],
                        max_length=20,
                        verbose_name="del",
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="kostnad i kronor"
                    ),
                ),
                ("due_date", models.DateField(verbose_name="klar senast")),
                ("responsible", models.CharField(max_length=120, verbose_name="ansvarig funktion")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planerad"),
                            ("done", "Genomförd"),
                            ("cancelled", "Utgår"),
                        ],
                        default="planned",
                        max_length=9,
                        verbose_name="läge",
                    ),
                ),
                ("done_date", models.DateField(blank=True, null=True, verbose_name="genomförd")),
                ("outcome", models.CharField(blank=True, max_length=500, verbose_name="utfall")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="activities",
                        to="followup.savingplan",
                    ),
                ),
            ],
            options={
                "ordering": ("plan", "due_date", "pk"),
            },
        ),
        migrations.CreateModel(
            name="SavingPlanCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked_date", models.DateField(verbose_name="dag")),
                ("is_kept", models.BooleanField(verbose_name="planen följs")),
                ("text", models.TextField(max_length=4000, verbose_name="iakttagelser")),
                ("noted_by", models.CharField(max_length=200, verbose_name="införd av")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="followup.savingplan",
                    ),
                ),
            ],
            options={
                "ordering": ("-checked_date", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="SupportNeed",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField(max_length=2000, verbose_name="skäl")),
                ("noted_at", models.DateTimeField(verbose_name="antecknat")),
                ("noted_by", models.CharField(max_length=200, verbose_name="antecknat av")),
                (
                    "compilation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="followup.countycompilation",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("compilation", "municipality"), name="one_need_per_municipality"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TasksJudgedDone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("reason", models.TextField(max_length=2000, verbose_name="skäl")),
                ("noted_at", models.DateTimeField(verbose_name="bedömt")),
                ("noted_by", models.CharField(max_length=200, verbose_name="bedömt av")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks_done",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "uppgifter genomförda i tillräcklig omfattning",
                "verbose_name_plural": "uppgifter genomförda i tillräcklig omfattning",
                "ordering": ("municipality", "-year"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "year"), name="one_judgement_of_tasks_per_year"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnusableSaving",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="belopp i kronor"
                    ),
                ),
                ("reason", models.TextField(max_length=4000, verbose_name="skäl")),
                ("reported_at", models.DateTimeField(verbose_name="anmält")),
                ("reported_by", models.CharField(max_length=200, verbose_name="anmält av")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="återtaget"),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unusable_savings",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "sparande som inte kan användas",
                "verbose_name_plural": "sparanden som inte kan användas",
                "ordering": ("-reported_at",),
            },
        ),
        migrations.AddField(
            model_name="referral",
            name="unusable_saving",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="referrals",
                to="followup.unusablesaving",
            ),
        ),
        migrations.CreateModel(
            name="Visit",
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
                            ("planned", "Planerat"),
                            ("booked", "Bokat"),
                            ("held", "Genomfört"),
                            ("closed", "Avslutat"),
                            ("cancelled", "Inställt"),
                        ],
                        default="planned",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("quarter", models.PositiveSmallIntegerField(verbose_name="kvartal")),
                (
                    "told_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="meddelat år"
                    ),
                ),
                (
                    "told_quarter",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="meddelat kvartal"
                    ),
                ),
                (
                    "focus",
                    models.CharField(
                        choices=[
                            ("documents", "Inriktande dokument"),
                            ("results", "Hur planerna följs och vad de gett"),
                        ],
                        default="documents",
                        max_length=10,
                        verbose_name="inriktning",
                    ),
                ),
                ("starts_at", models.DateTimeField(blank=True, null=True, verbose_name="tid")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="plats")),
                ("sequence", models.PositiveIntegerField(default=0, verbose_name="ändringar")),
                (
                    "joined_with_lso",
                    models.BooleanField(
                        default=False, verbose_name="samordnas med tillsyn enligt LSO"
                    ),
                ),
                (
                    "programme",
                    models.TextField(blank=True, max_length=4000, verbose_name="syfte och program"),
                ),
                (
                    "pre_meeting_date",
                    models.DateField(blank=True, null=True, verbose_name="förmöte"),
                ),
                (
                    "pre_meeting_notes",
                    models.TextField(blank=True, max_length=8000, verbose_name="från förmötet"),
                ),
                (
                    "needs_undertaking",
                    models.BooleanField(null=True, verbose_name="sekretessförbindelse behövs"),
                ),
                (
                    "room_is_suitable",
                    models.BooleanField(null=True, verbose_name="lokalen är lämplig"),
                ),
                (
                    "secrecy_note",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="förberedelser för sekretess"
                    ),
                ),
                (
                    "secrecy_settled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="förberett"),
                ),
                (
                    "secrecy_settled_by",
                    models.CharField(blank=True, max_length=200, verbose_name="förberett av"),
                ),
                (
                    "strengths",
                    models.TextField(
                        blank=True, max_length=8000, verbose_name="det som fungerar bra"
                    ),
                ),
                (
                    "reasons",
                    models.TextField(
                        blank=True, max_length=8000, verbose_name="orsaker till brister"
                    ),
                ),
                (
                    "support_needs",
                    models.TextField(blank=True, max_length=8000, verbose_name="behov av stöd"),
                ),
                (
                    "own_funded",
                    models.TextField(
                        blank=True, max_length=8000, verbose_name="arbete med egna medel"
                    ),
                ),
                (
                    "participants_exception",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="skäl till att ledningen eller samordnaren inte deltog",
                    ),
                ),
                (
                    "areas_exception",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="skäl till att ett område inte berördes",
                    ),
                ),
                (
                    "written_by",
                    models.JSONField(blank=True, default=dict, verbose_name="skrivet av"),
                ),
                (
                    "held_date",
                    models.DateField(blank=True, null=True, verbose_name="genomfört den"),
                ),
                (
                    "held_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="noterat som genomfört av"
                    ),
                ),
                (
                    "cancel_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="skäl att ställa in"),
                ),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="inställt"),
                ),
                (
                    "pack_version",
                    models.PositiveIntegerField(default=0, verbose_name="version av underlaget"),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="actors.function",
                        verbose_name="handläggare",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visits",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "uppföljningsbesök",
                "verbose_name_plural": "uppföljningsbesök",
                "ordering": ("year", "quarter", "starts_at", "pk"),
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="measure",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="measures",
                to="followup.visit",
            ),
        ),
        migrations.CreateModel(
            name="EconomicReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("done_date", models.DateField(verbose_name="dag")),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("visit", "Inför eller vid uppföljningsbesök"),
                            ("between", "Mellan besöken"),
                            ("unfulfilled", "Kommunen fullgör inte sina uppgifter"),
                        ],
                        max_length=12,
                        verbose_name="tillfälle",
                    ),
                ),
                (
                    "used_audit",
                    models.BooleanField(
                        default=False, verbose_name="kommunens revision är ett underlag"
                    ),
                ),
                (
                    "external_reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="skäl till extern granskning"
                    ),
                ),
                ("findings", models.TextField(max_length=8000, verbose_name="iakttagelser")),
                ("noted_at", models.DateTimeField(verbose_name="införd")),
                ("noted_by", models.CharField(max_length=200, verbose_name="införd av")),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="actors.actor",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="followup.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "ekonomisk granskning",
                "verbose_name_plural": "ekonomiska granskningar",
                "ordering": ("-done_date", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="deficiency",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deficiencies",
                to="followup.visit",
            ),
        ),
        migrations.CreateModel(
            name="VisitArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("risk_analysis", "Risk- och sårbarhetsanalys"),
                            ("planning", "Planering"),
                            ("area_responsibility", "Geografiskt områdesansvar"),
                            ("training", "Utbildning och övning"),
                            ("reporting", "Rapportering"),
                            ("heightened_alert", "Höjd beredskap"),
                            ("competence", "Kompetenshöjning om totalförsvar"),
                            ("protective_security", "Säkerhetsskydd"),
                            ("war_organisation", "Krigsorganisation och krigsplacering"),
                            ("civil_defence", "Stärkt civilt försvar"),
                        ],
                        max_length=24,
                        verbose_name="område",
                    ),
                ),
                ("is_touched", models.BooleanField(default=False, verbose_name="berört")),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="anteckning")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="followup.visit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "area"), name="one_note_per_area")
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitCalendar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(verbose_name="skapad")),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="visit_calendar",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "kalenderadress för besök",
                "verbose_name_plural": "kalenderadresser för besök",
            },
        ),
        migrations.CreateModel(
            name="VisitCompletion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="begärt underlag")),
                ("due_date", models.DateField(verbose_name="senast")),
                (
                    "answered_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="besvarad"),
                ),
                (
                    "answered_by",
                    models.CharField(blank=True, max_length=200, verbose_name="besvarad av"),
                ),
                ("answer", models.TextField(blank=True, max_length=4000, verbose_name="svar")),
                ("asked_at", models.DateTimeField(verbose_name="begärd")),
                ("asked_by", models.CharField(max_length=200, verbose_name="begärd av")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="completions",
                        to="followup.visit",
                    ),
                ),
            ],
            options={
                "ordering": ("visit", "due_date", "pk"),
            },
        ),
        migrations.CreateModel(
            name="VisitCriterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.TextField(blank=True, max_length=4000, verbose_name="anteckning")),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followup.assessmentcriterion",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="followup.visit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("visit", "criterion"), name="criterion_chosen_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitParticipant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("coordinator", "Beredskapssamordnare"),
                            ("director", "Kommundirektör"),
                            ("senior_official", "Annan högre chef"),
                            ("board_chair", "Kommunstyrelsens ordförande"),
                            ("commissioner", "Ansvarigt kommunalråd"),
                            ("other", "Annan från kommunen"),
                            ("county", "Länsstyrelsen"),
                        ],
                        max_length=16,
                        verbose_name="roll",
                    ),
                ),
                ("function", models.CharField(max_length=120, verbose_name="funktion")),
                ("is_present", models.BooleanField(null=True, verbose_name="närvarande")),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="followup.visit",
                    ),
                ),
            ],
            options={
                "ordering": ("visit", "pk"),
            },
        ),
        migrations.CreateModel(
            name="VisitPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "told_version",
                    models.PositiveIntegerField(default=0, verbose_name="meddelad version"),
                ),
                (
                    "told_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="meddelad kommunerna"),
                ),
                (
                    "told_by",
                    models.CharField(blank=True, max_length=200, verbose_name="meddelad av"),
                ),
                (
                    "county",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_plans",
                        to="actors.county",
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_plans",
                        to="followup.electoralterm",
                    ),
                ),
            ],
            options={
                "verbose_name": "besöksplan",
                "verbose_name_plural": "besöksplaner",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("county", "term"), name="one_visit_plan_per_term"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="visit",
            name="plan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="visits",
                to="followup.visitplan",
            ),
        ),
        migrations.CreateModel(
            name="VisitProtocol",
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
                        choices=[("protocol", "Protokoll"), ("opinion", "Yttrande")],
                        default="protocol",
                        max_length=8,
                        verbose_name="slag",
                    ),
                ),
                (
                    "status",
                    django_fsm.FSMField(
                        choices=[
                            ("draft", "Utkast"),
                            ("proposed", "Till godkännande"),
                            ("approved", "Godkänt"),
                            ("sent", "Skickat"),
                            ("received", "Mottaget"),
                        ],
                        default="draft",
                        max_length=50,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                (
                    "registry_number",
                    models.CharField(blank=True, max_length=60, verbose_name="diarienummer"),
                ),
                (
                    "strengths",
                    models.TextField(
                        blank=True, max_length=8000, verbose_name="det som fungerar bra"
                    ),
                ),
                (
                    "assessment",
                    models.TextField(blank=True, max_length=16000, verbose_name="bedömning"),
                ),
                (
                    "follow_up",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="hur åtgärderna följs upp"
                    ),
                ),
                (
                    "text_version",
                    models.PositiveIntegerField(default=1, verbose_name="version av texten"),
                ),
                (
                    "written_by",
                    models.CharField(blank=True, max_length=200, verbose_name="skrivet av"),
                ),
                ("written_by_user_id", models.BigIntegerField(blank=True, null=True)),
                ("drafted_at", models.DateTimeField(verbose_name="påbörjat")),
                (
                    "proposed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="till godkännande"),
                ),
                (
                    "proposed_by",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="lämnat till godkännande av"
                    ),
                ),
                ("proposed_by_user_id", models.BigIntegerField(blank=True, null=True)),
                (
                    "return_reason",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="skäl till återlämnandet"
                    ),
                ),
                (
                    "approved_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="godkänt"),
                ),
                (
                    "approved_by",
                    models.CharField(blank=True, max_length=200, verbose_name="godkänt av"),
                ),
                (
                    "content",
                    models.JSONField(
                        blank=True, null=True, verbose_name="innehåll vid godkännandet"
                    ),
                ),
                (
                    "content_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="kontrollsumma"),
                ),
                (
                    "pdf_version",
                    models.PositiveIntegerField(default=0, verbose_name="version av PDF"),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True, verbose_name="skickat")),
                (
                    "sent_by",
                    models.CharField(blank=True, max_length=200, verbose_name="skickat av"),
                ),
                (
                    "received_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="mottaget"),
                ),
                (
                    "received_by",
                    models.CharField(blank=True, max_length=200, verbose_name="mottaget av"),
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
                (
                    "visit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protocol",
                        to="followup.visit",
                    ),
                ),
            ],
            options={
                "verbose_name": "protokoll från besök",
                "verbose_name_plural": "protokoll från besök",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "proposed"]),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("content__isnull", False),
                                models.Q(("approved_by", ""), _negated=True),
                                models.Q(("content_sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="approved_visit_protocol_is_sealed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["sent", "received"]), _negated=True),
                            models.Q(
                                ("sent_at__isnull", False), models.Q(("sent_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="sent_visit_protocol_says_when_and_by_whom",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "received"), _negated=True),
                            models.Q(
                                ("received_at__isnull", False),
                                models.Q(("received_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="received_visit_protocol_says_when_and_by_whom",
                    ),
                ],
            },
            bases=(django_fsm.FSMModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="CompensationDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="belopp i kronor"
                    ),
                ),
                (
                    "registry_number",
                    models.CharField(blank=True, max_length=60, verbose_name="diarienummer"),
                ),
                ("source", models.CharField(max_length=300, verbose_name="källa")),
                (
                    "is_demo",
                    models.BooleanField(
                        default=False, verbose_name="exempel, inte verkligt belopp"
                    ),
                ),
                ("entered_at", models.DateTimeField(verbose_name="införd")),
                ("entered_by", models.CharField(max_length=200, verbose_name="införd av")),
                (
                    "component",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="followup.compensationcomponent",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="compensation",
                        to="actors.actor",
                    ),
                ),
            ],
            options={
                "verbose_name": "beslut om ersättning",
                "verbose_name_plural": "beslut om ersättning",
                "ordering": ("municipality", "-year", "component"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "year", "component"),
                        name="one_compensation_decision",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="compensation_is_not_negative"
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.UniqueConstraint(
                fields=("indicator_set", "code"), name="one_indicator_per_code"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.UniqueConstraint(
                fields=("municipality", "year"), name="one_report_per_municipality_and_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status", "draft"),
                    models.Q(("sent_at__isnull", False), models.Q(("sent_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="sent_report_says_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(
                fields=("document", "number"), name="one_document_version_per_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "current")),
                fields=("document",),
                name="one_current_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "current"),
                    models.Q(
                        ("ended_at__isnull", False), models.Q(("ended_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="ended_version_says_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["considered", "told", "prepared", "dropped"]),
                    models.Q(
                        ("content__isnull", False),
                        ("received_date__isnull", False),
                        ("signed_at__isnull", False),
                        models.Q(("signed_by", ""), _negated=True),
                        models.Q(("content_sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sent_referral_is_signed_and_sealed",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("signed_by_user_id", None),
                    ("prepared_by_user_id", None),
                    models.Q(("signed_by_user_id", models.F("prepared_by_user_id")), _negated=True),
                    _connector="OR",
                ),
                name="two_persons_prepare_and_sign",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["decided", "final", "invoiced"]), _negated=True),
                    models.Q(
                        ("decided_date__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("decided_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="decided_referral_says_what_and_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "dropped"), _negated=True),
                    models.Q(
                        ("dropped_at__isnull", False), models.Q(("drop_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="dropped_referral_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("status__in", ["agreed", "reported_done", "verified"]), _negated=True
                    ),
                    models.Q(
                        ("agreed_at__isnull", False), models.Q(("agreed_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="agreed_measure_says_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="measure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["verified", "not_done"]), _negated=True),
                    models.Q(
                        ("judged_at__isnull", False), models.Q(("judged_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="judged_measure_says_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True),
                fields=("plan", "municipality", "year", "quarter"),
                name="one_visit_per_municipality_and_quarter",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("quarter__gte", 1), ("quarter__lte", 4)),
                name="visit_quarter_is_1_to_4",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["booked", "held", "closed"]), _negated=True),
                    ("starts_at__isnull", False),
                    _connector="OR",
                ),
                name="booked_visit_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["held", "closed"]), _negated=True),
                    ("held_date__isnull", False),
                    _connector="OR",
                ),
                name="held_visit_has_a_day",
            ),
        ),
    ]
