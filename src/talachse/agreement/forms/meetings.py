"""Input of meetings, decisions and new projects."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms import BoundField
from django.utils import timezone
from django.utils.text import slugify

from talachse.agreement.models import AgendaItem, Attendance, Meeting, Project, Seat
from talachse.agreement.queries.meetings import Invitee
from talachse.rules.agreement.meetings import ItemKind, Kind

ITEM_KINDS = {
    ItemKind.DECISION: "Entscheidungsvorlage",
    ItemKind.NEW_PROJECT: "Neues Projekt aufnehmen",
    ItemKind.PROFILE: "Steckbrief eines Projekts",
    ItemKind.QUESTION: "Frage",
    ItemKind.FIGURE: "Zahl",
    ItemKind.ACTION: "Auftrag",
    ItemKind.FOLLOW_UP: "Rückblick",
    ItemKind.VACANCY: "Unbesetzte Funktion",
    ItemKind.MINUTES: "Protokoll genehmigen",
    ItemKind.OTHER: "Verschiedenes",
}


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "Bitte geben Sie einen Tag an.",
            "invalid": "Bitte geben Sie einen Tag an, zum Beispiel 08.12.2026.",
        },
        **options,
    )


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _set_queryset(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


class ItemForm(forms.Form):
    """An item of the agenda."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(label="Worum geht es?", choices=[(k.value, label) for k, label in ITEM_KINDS.items()])
    title = forms.CharField(
        label="Titel",
        max_length=300,
        error_messages={"required": "Bitte geben Sie dem Punkt einen Titel."},
    )
    project = forms.ModelChoiceField(
        label="Projekt", queryset=Project.objects.none(), required=False, empty_label="keines"
    )
    text = forms.CharField(
        label="Sachverhalt",
        help_text="Was muss man wissen? Bei Entscheidungen auch: Kosten und Finanzierung, Folgen, Alternativen.",
        required=False,
        widget=_area(5),
    )
    proposal = forms.CharField(
        label="Beschlussvorschlag",
        help_text="Ein Satz, der so beschlossen werden kann.",
        required=False,
        widget=_area(3),
    )
    is_public = forms.BooleanField(
        label="Dieser Punkt ist öffentlich",
        help_text="Ohne Haken ist der Punkt nicht öffentlich und wird so gekennzeichnet.",
        required=False,
    )

    def __init__(self, *args: Any, projects: QuerySet[Project], with_kind: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_queryset(self, "project", projects)
        if not with_kind:
            del self.fields["kind"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        wants_proposal = data.get("kind") in {ItemKind.DECISION, ItemKind.NEW_PROJECT}
        if wants_proposal and not data.get("proposal", "").strip():
            self.add_error("proposal", "Bitte schreiben Sie, was beschlossen werden soll.")
        return data

    @classmethod
    def fresh(cls, *, kind: Kind, projects: QuerySet[Project], wanted: str = "") -> ItemForm:
        """An empty form with its own submission number."""
        first = ItemKind.DECISION if kind is Kind.QUARTERLY else ItemKind.OTHER
        return cls(
            initial={"submission": uuid.uuid4(), "kind": wanted if wanted in list(ItemKind) else first},
            projects=projects,
            prefix="item",
        )

    @classmethod
    def of(cls, item: AgendaItem, *, projects: QuerySet[Project]) -> ItemForm:
        """The form of an existing item, on its present state."""
        initial = {
            "revision": item.meeting.revision,
            "title": item.title,
            "text": item.text,
            "proposal": item.proposal,
            "project": item.project_id,
            "is_public": item.is_public,
        }
        return cls(initial=initial, projects=projects, with_kind=False)


class PaperForm(forms.Form):
    """A file for an item."""

    upload = forms.FileField(
        label="Datei",
        help_text="PDF, Office-Datei oder Bild.",
        error_messages={
            "required": "Bitte wählen Sie eine Datei aus.",
            "empty": "Die Datei ist leer. Bitte wählen Sie eine andere.",
        },
    )
    title = forms.CharField(
        label="Titel der Unterlage", help_text="Leer: der Dateiname.", max_length=200, required=False
    )


class ScheduleForm(forms.Form):
    """Day, time and place."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    day = _day(label="Tag")
    time = forms.TimeField(
        label="Uhrzeit",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": "Bitte geben Sie eine Uhrzeit an.",
            "invalid": "Bitte geben Sie eine Uhrzeit an, zum Beispiel 14:00.",
        },
    )
    place = forms.CharField(
        label="Ort", max_length=200, required=False, help_text="Raum oder Adresse der Videokonferenz."
    )

    @property
    def starts_at(self) -> dt.datetime:
        """Day and time in local time."""
        return timezone.make_aware(dt.datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"]))

    @classmethod
    def of(cls, meeting: Meeting) -> ScheduleForm:
        """The form on the present state."""
        local = timezone.localtime(meeting.starts_at)
        return cls(
            initial={
                "revision": meeting.revision,
                "day": local.date(),
                "time": local.time(),
                "place": meeting.place,
            }
        )


class GuestForm(forms.Form):
    """A guest for one meeting."""

    name = forms.CharField(
        label="Name oder Stelle",
        max_length=200,
        error_messages={"required": "Bitte nennen Sie, wen Sie einladen."},
    )
    email = forms.EmailField(
        label="E-Mail",
        help_text="Ohne Adresse laden Sie den Gast selbst ein.",
        required=False,
        error_messages={"invalid": "Das ist keine vollständige E-Mail-Adresse. Beispiel: name@mail.de"},
    )


class SeatForm(forms.Form):
    """One more seat on the invitation."""

    seat = forms.ModelChoiceField(
        label="Funktion",
        queryset=Seat.objects.none(),
        empty_label="bitte wählen",
        error_messages={"required": "Bitte wählen Sie eine Funktion aus."},
    )

    def __init__(self, *args: Any, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_queryset(self, "seat", seats)


class InviteForm(forms.Form):
    """Send the invitation."""

    short_notice = forms.BooleanField(
        label="Ich lade bewusst mit verkürzter Frist ein (weniger als sieben Tage)",
        required=False,
    )


class AttendanceForm(forms.Form):
    """Who was there: one question per seat and guest."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, invitees: Iterable[Invitee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitees = list(invitees)
        for invitee in self.invitees:
            choices = [("", "nicht da"), ("self", "anwesend" if invitee.is_guest else invitee.holder or "anwesend")]
            if invitee.deputy:
                choices.append(("deputy", f"Stellvertretung: {invitee.deputy}"))
            if invitee.is_vacant:
                choices = [c for c in choices if c[0] != "self"]
            self.fields[self.key(invitee)] = forms.ChoiceField(
                label=invitee.title,
                choices=choices,
                widget=forms.RadioSelect,
                required=False,
                initial=invitee.word,
                help_text="Diese Funktion ist an diesem Tag unbesetzt." if invitee.is_vacant else "",
            )

    @staticmethod
    def key(invitee: Invitee) -> str:
        """Name of the field of one seat or guest."""
        return f"attendance_{invitee.attendance.pk}"

    def rows(self) -> Iterator[BoundField]:
        """The questions in order."""
        return (self[self.key(invitee)] for invitee in self.invitees)

    @property
    def words(self) -> dict[int, str]:
        """What was chosen, by attendance."""
        return {i.attendance.pk: self.cleaned_data[self.key(i)] for i in self.invitees}


class ResultForm(forms.Form):
    """The outcome of each item and the note."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    minutes = forms.CharField(
        label="Vermerk",
        help_text="Wenige Sätze: Was wurde vereinbart, was ist offen? Die Ergebnisse der Punkte stehen schon darüber.",
        widget=_area(6),
        error_messages={"required": "Bitte schreiben Sie einen kurzen Vermerk. Ein Satz reicht."},
    )

    def __init__(self, *args: Any, items: Iterable[AgendaItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agenda = list(items)
        for number, item in enumerate(self.agenda, 1):
            self.fields[f"outcome_{item.pk}"] = forms.CharField(
                label=f"{number}. {item.title}",
                required=False,
                initial=item.outcome,
                widget=_area(2),
            )
        self.order_fields([*(f"outcome_{item.pk}" for item in self.agenda), "minutes"])

    def rows(self) -> Iterator[BoundField]:
        """The items in order."""
        return (self[f"outcome_{item.pk}"] for item in self.agenda)

    @property
    def outcomes(self) -> dict[int, str]:
        """What was written, by item."""
        return {item.pk: self.cleaned_data[f"outcome_{item.pk}"] for item in self.agenda}


class ReasonForm(forms.Form):
    """Why a meeting does not take place."""

    reason = forms.CharField(
        label="Grund",
        max_length=300,
        error_messages={"required": "Bitte schreiben Sie kurz, warum das Gespräch ausfällt."},
    )


class ConflictForm(forms.Form):
    """Somebody is biased on an item."""

    attendance = forms.ModelChoiceField(
        label="Wer ist befangen?",
        queryset=Attendance.objects.none(),
        empty_label="bitte wählen",
        error_messages={"required": "Bitte wählen Sie aus, wer befangen ist."},
    )
    note = forms.CharField(
        label="Warum?",
        help_text="Kurz, zum Beispiel: „sitzt im Vorstand des Trägers“.",
        max_length=300,
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_queryset(
            self, "attendance", Attendance.objects.filter(meeting=meeting).select_related("seat").order_by("pk")
        )


class QuestionForm(forms.Form):
    """A question for the quarterly meeting."""

    text = forms.CharField(
        label="Frage",
        help_text="So, dass man mit Ja, Nein oder einer Entscheidung antworten kann.",
        widget=_area(3),
        max_length=2000,
        error_messages={"required": "Bitte schreiben Sie die Frage auf."},
    )
    project = forms.ModelChoiceField(
        label="Projekt", queryset=Project.objects.none(), required=False, empty_label="keines"
    )

    def __init__(self, *args: Any, projects: QuerySet[Project], **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "question")
        super().__init__(*args, **kwargs)
        _set_queryset(self, "project", projects)


class ActionForm(forms.Form):
    """Somebody takes something on."""

    title = forms.CharField(
        label="Was ist zu tun?",
        max_length=300,
        error_messages={"required": "Bitte schreiben Sie, was zu tun ist."},
    )
    owner = forms.ModelChoiceField(
        label="Wer?",
        queryset=Seat.objects.none(),
        empty_label="bitte wählen",
        error_messages={"required": "Bitte wählen Sie aus, wer das übernimmt."},
    )
    due_on = _day(label="Bis wann?")
    project = forms.ModelChoiceField(
        label="Projekt", queryset=Project.objects.none(), required=False, empty_label="keines"
    )

    def __init__(self, *args: Any, seats: QuerySet[Seat], projects: QuerySet[Project], **kwargs: Any) -> None:
        kwargs.setdefault("prefix", "action")
        super().__init__(*args, **kwargs)
        _set_queryset(self, "owner", seats)
        _set_queryset(self, "project", projects)


class DecisionForm(forms.Form):
    """What was decided, by whom it is done, until when."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="Titel", max_length=300, error_messages={"required": "Bitte geben Sie dem Beschluss einen Titel."}
    )
    text = forms.CharField(
        label="Beschluss",
        widget=_area(4),
        error_messages={"required": "Bitte schreiben Sie den Wortlaut des Beschlusses."},
    )
    reason = forms.CharField(label="Begründung", required=False, widget=_area(3))
    addressee = forms.ModelChoiceField(
        label="Wer setzt den Beschluss um?",
        queryset=Seat.objects.none(),
        empty_label="bitte wählen",
        error_messages={"required": "Bitte wählen Sie aus, wer den Beschluss umsetzt."},
    )
    due_on = _day(label="Bis wann?", required=False)
    adds_project = forms.BooleanField(
        label="Dieser Beschluss nimmt ein neues Projekt auf",
        help_text="Nur im Quartalsgespräch, wenn beide Seiten anwesend sind (§0-11).",
        required=False,
    )
    is_public = forms.BooleanField(label="Dieser Beschluss ist öffentlich", required=False)

    def __init__(self, *args: Any, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_queryset(self, "addressee", seats)


class CircularForm(DecisionForm):
    """A decision in writing between two meetings."""

    decided_on = _day(label="Beschlossen am")
    field_order = ("submission", "title", "text", "reason", "decided_on", "addressee", "due_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["adds_project"], self.fields["is_public"]


class ReportForm(forms.Form):
    """What became of a decision."""

    done_on = _day(
        label="Umgesetzt am", required=False, help_text="Leer lassen, wenn der Beschluss noch nicht umgesetzt ist."
    )
    delay_reason = forms.CharField(
        label="Grund der Verzögerung",
        help_text="Wenn es länger dauert: Woran liegt es, und was ist der nächste Schritt?",
        required=False,
        widget=_area(3),
    )


def key_from(title: str) -> str:
    """A key made of a title: small letters, digits and hyphens."""
    plain = title.lower()
    for letter, spelt in {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"}.items():
        plain = plain.replace(letter, spelt)
    return slugify(plain.replace("/", " "))[:80].strip("-")


class ProjectForm(forms.Form):
    """The project that a decision adds."""

    title = forms.CharField(
        label="Name des Projekts", max_length=200, error_messages={"required": "Bitte nennen Sie das Projekt."}
    )
    key = forms.SlugField(
        label="Kurzname für die Adresse",
        help_text="Kleine Buchstaben, Ziffern und Bindestriche. Leer lassen: wir bilden ihn aus dem Namen.",
        max_length=80,
        required=False,
        error_messages={"invalid": "Bitte nur kleine Buchstaben, Ziffern und Bindestriche verwenden."},
    )
    section = forms.ChoiceField(label="Feld", choices=[])
    purpose = forms.CharField(
        label="Zweck", widget=_area(3), error_messages={"required": "Bitte schreiben Sie, wozu das Projekt da ist."}
    )
    audience = forms.CharField(label="Für wen", required=False, widget=_area(2))
    site = forms.CharField(label="Ort", required=False, max_length=200)
    starts_on = _day(label="Beginn", required=False)
    ends_on = _day(label="Ende", required=False)

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["section"]
        if isinstance(field, forms.ChoiceField):
            field.choices = sections

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "title" in data and "key" in data:
            data["key"] = data["key"].lower() or key_from(data["title"])
            if not data["key"]:
                self.add_error("key", "Aus diesem Namen lässt sich kein Kurzname bilden. Bitte geben Sie einen an.")
        start, end = data.get("starts_on"), data.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "Das Ende liegt vor dem Beginn.")
        return data


class RegisterFilter(forms.Form):
    """Narrow the decision register."""

    status = forms.ChoiceField(
        label="Stand",
        required=False,
        choices=[
            ("", "alle"),
            ("overdue", "überfällig"),
            ("open", "offen"),
            ("late", "verspätet umgesetzt"),
            ("done", "umgesetzt"),
        ],
    )
    seat = forms.ModelChoiceField(label="Zuständig", queryset=Seat.objects.none(), required=False, empty_label="alle")
    q = forms.CharField(label="Suchwort", required=False, max_length=100)

    def __init__(self, *args: Any, seats: QuerySet[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set_queryset(self, "seat", seats)
