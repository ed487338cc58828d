"""What is kept: the log, files, jobs, handled forms; and what is secret."""

from records.models.kept import (
    AuditEntry,
    AuditSeal,
    HandledForm,
    Job,
    StagedUpload,
    StoredFile,
    Version,
)
from records.models.secret import (
    ClassifiedReference,
    DefenceStorage,
    Incident,
    LegalGround,
    NeedGrant,
    Reclassification,
    SecretAnnex,
    SecretFile,
    SecretRead,
    SecretText,
)
from records.models.undertaking import Undertaking, UndertakingRequest

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "ClassifiedReference",
    "DefenceStorage",
    "HandledForm",
    "Incident",
    "Job",
    "LegalGround",
    "NeedGrant",
    "Reclassification",
    "SecretAnnex",
    "SecretFile",
    "SecretRead",
    "SecretText",
    "StagedUpload",
    "StoredFile",
    "Undertaking",
    "UndertakingRequest",
    "Version",
]
