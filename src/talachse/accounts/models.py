"""Who logs in, for which organisation, in which function, from when to when."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from talachse.rules.access import Role
from talachse.rules.agreement.document import Side


class UserManager(BaseUserManager["User"]):
    """Makes log-ins; an account without a membership can do nothing but manage itself."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who logs in. Nothing is known about them but how to reach them at work."""

    email = models.EmailField("E-Mail", unique=True)
    name = models.CharField("Name", max_length=120, blank=True)
    is_active = models.BooleanField("Aktiv", default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Reminders can be paused by everybody for themselves; a holiday is nobody's business.
    reminders_paused_until = models.DateField("Erinnerungen ruhen bis", null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"

    def __str__(self) -> str:
        return self.name or self.email


class OrganisationKind(models.TextChoices):
    CITY = "city", "Stadtverwaltung"
    JOBCENTER = "jobcenter", "Jobcenter"
    PROVIDER = "provider", "Träger"
    SCHOOL = "school", "Schule"
    COMPANY = "company", "Betrieb"
    HEALTH = "health", "Gesundheit"
    PARTNER = "partner", "Partner"


class Organisation(models.Model):
    """A body that people work for. ``side`` names the party of the agreement it belongs to, if any."""

    key = models.SlugField("Schlüssel", unique=True, max_length=80)
    name = models.CharField("Name", max_length=200)
    kind = models.CharField("Art", max_length=12, choices=OrganisationKind)
    side = models.CharField("Seite", max_length=10, blank=True, choices=[(s.value, s.value) for s in Side])
    is_demo = models.BooleanField("Erfunden (Demo)", default=False)

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's function in an organisation, from a day to a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("Funktion", max_length=30, choices=[(r.value, r.value) for r in Role])
    valid_from = models.DateField("Gilt ab")
    valid_until = models.DateField("Gilt bis", null=True, blank=True)
    # Which desk a desk worker answers for (key of intake.desks); empty for other roles.
    desk = models.CharField("Anlaufstelle", max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="membership_ends_after_it_begins",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "desk", "valid_from"],
                name="membership_once",
                violation_error_message="Diese Mitgliedschaft gibt es schon.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.role} ({self.organisation})"
