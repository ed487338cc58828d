"""What each deficiency of a case is the ground of, the day agreed, reasons, and talks by matter.

The table that joins cases and deficiencies stays as it is; it gets a column.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("actors", "0003_follow_up_rights"),
        ("followup", "0004_document_decided_before_election"),
        ("records", "0005_staged_uploads"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="CaseDeficiency",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "referral",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="named",
                                to="followup.referral",
                            ),
                        ),
                        (
                            "deficiency",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="carried",
                                to="followup.deficiency",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "followup_referral_deficiencies",
                        "ordering": ("referral", "pk"),
                        "unique_together": {("referral", "deficiency")},
                    },
                ),
                migrations.AlterField(
                    model_name="referral",
                    name="deficiencies",
                    field=models.ManyToManyField(
                        related_name="referrals",
                        through="followup.CaseDeficiency",
                        to="followup.deficiency",
                        verbose_name="brister",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="casedeficiency",
            name="ground",
            field=models.CharField(
                choices=[
                    ("no_risk_analysis", "RSA har inte redovisats som föreskrivet"),
                    ("no_account", "Kommunen kan inte redovisa hur ersättningen använts"),
                    ("wrong_use", "Ersättningen har använts på ett felaktigt sätt"),
                    ("saving", "Plan för sparande saknas eller följs inte, och sparandet ökar"),
                    ("own_report", "Kommunen anmäler ett sparande som inte kan användas"),
                    ("tasks_not_done", "Påtalade åtgärder har trots påpekanden inte genomförts"),
                ],
                max_length=20,
                default="",
                verbose_name="grund",
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="CaseReason",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_risk_analysis", "RSA har inte redovisats som föreskrivet"),
                            ("no_account", "Kommunen kan inte redovisa hur ersättningen använts"),
                            ("wrong_use", "Ersättningen har använts på ett felaktigt sätt"),
                            (
                                "saving",
                                "Plan för sparande saknas eller följs inte, och sparandet ökar",
                            ),
                            ("own_report", "Kommunen anmäler ett sparande som inte kan användas"),
                            (
                                "tasks_not_done",
                                "Påtalade åtgärder har trots påpekanden inte genomförts",
                            ),
                        ],
                        max_length=20,
                        verbose_name="grund",
                    ),
                ),
                ("step", models.CharField(max_length=12, verbose_name="steg")),
                ("about", models.TextField(max_length=2000, verbose_name="det som stod där")),
                ("text", models.TextField(max_length=2000, verbose_name="skäl")),
                ("given_at", models.DateTimeField(verbose_name="angivet")),
                ("given_by", models.CharField(max_length=200, verbose_name="angivet av")),
            ],
            options={
                "ordering": ("referral", "pk"),
            },
        ),
        migrations.CreateModel(
            name="DialogueForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=2000, verbose_name="dialogens former")),
                ("proposed_at", models.DateTimeField(verbose_name="föreslagna")),
                ("proposed_by", models.CharField(max_length=200, verbose_name="föreslagna av")),
                (
                    "by_municipality",
                    models.BooleanField(default=False, verbose_name="kommunens förslag"),
                ),
                (
                    "agreed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="överenskomna"),
                ),
                (
                    "agreed_by",
                    models.CharField(blank=True, max_length=200, verbose_name="godtagna av"),
                ),
            ],
            options={
                "ordering": ("referral", "pk"),
            },
        ),
        migrations.AddField(
            model_name="dialoguenote",
            name="deficiencies",
            field=models.ManyToManyField(
                blank=True,
                related_name="dialogue_notes",
                to="followup.deficiency",
                verbose_name="brister",
            ),
        ),
        migrations.AddField(
            model_name="dialoguenote",
            name="is_about_saving",
            field=models.BooleanField(default=False, verbose_name="tar upp sparandet"),
        ),
        migrations.AddField(
            model_name="dialoguenote",
            name="objects_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objections",
                to="followup.dialoguenote",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="counter_date",
            field=models.DateField(
                blank=True, null=True, verbose_name="kommunens förslag till dag"
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="day_answer",
            field=models.CharField(
                blank=True,
                choices=[("accepted", "Godtagen av kommunen"), ("objected", "Kommunen invänder")],
                max_length=8,
                verbose_name="kommunens svar om dagen",
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="day_answered_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="kommunen svarade om dagen"
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="day_answered_by",
            field=models.CharField(blank=True, max_length=200, verbose_name="svaret om dagen från"),
        ),
        migrations.AddField(
            model_name="referral",
            name="day_objection",
            field=models.TextField(
                blank=True, max_length=2000, verbose_name="kommunens invändning"
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="mended_reason",
            field=models.TextField(
                blank=True, max_length=2000, verbose_name="skäl fast bristen är åtgärdad"
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="no_material_reason",
            field=models.TextField(blank=True, max_length=2000, verbose_name="skäl utan underlag"),
        ),
        migrations.AddField(
            model_name="referral",
            name="proportion",
            field=models.TextField(
                blank=True, max_length=4000, verbose_name="beloppet i förhållande till arbetet"
            ),
        ),
        migrations.AddField(
            model_name="referral",
            name="siblings_reason",
            field=models.CharField(
                blank=True, max_length=500, verbose_name="skäl till flera ärenden om samma brist"
            ),
        ),
        migrations.AlterField(
            model_name="referral",
            name="agreed_date",
            field=models.DateField(
                blank=True, null=True, verbose_name="dag då det ska vara rättat"
            ),
        ),
        migrations.AddConstraint(
            model_name="dialoguenote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("objects_to", None), ("by_municipality", True), _connector="OR"
                ),
                name="only_the_municipality_objects_to_a_note",
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("day_answer", ""), ("day_answered_at", None), ("day_answered_by", "")
                    ),
                    models.Q(
                        ("day_answer__in", ["accepted", "objected"]),
                        ("day_answered_at__isnull", False),
                        models.Q(("day_answered_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answer_on_the_day_says_when_and_by_whom",
            ),
        ),
        migrations.AddField(
            model_name="casereason",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reasons",
                to="followup.referral",
            ),
        ),
        migrations.AddField(
            model_name="dialogueform",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dialogue_forms",
                to="followup.referral",
            ),
        ),
        migrations.AddConstraint(
            model_name="dialogueform",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreed_at", None), ("agreed_by", "")),
                    models.Q(
                        ("agreed_at__isnull", False), models.Q(("agreed_by", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="agreed_forms_say_when_and_by_whom",
            ),
        ),
    ]
