"""What was agreed, and how far it is: for everybody."""

from __future__ import annotations

import csv
import io
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from talachse.agreement.models import Agreement, Project
from talachse.agreement.queries import document, standing
from talachse.agreement.reports import figures, project_places, public
from talachse.agreement.words import CLAUSE_STATUS
from talachse.rules.access import Action, guard
from talachse.rules.agreement.difference import difference
from talachse.rules.agreement.document import Document
from talachse.rules.disclosure import Count
from talachse.ui import charts, stand


def _agreement(request: HttpRequest) -> Agreement:
    found = document.agreement(request.GET.get("vereinbarung", ""))
    if found is None:
        raise Http404
    return found


@guard(Action.SEE_PUBLIC)
@require_safe
def text(request: HttpRequest) -> HttpResponse:
    """The agreement in its own order."""
    agreement, on = _agreement(request), stand.read(request)
    status = request.GET.get("status", "")
    status = status if status in CLAUSE_STATUS else ""
    context = {
        "agreement": agreement,
        "on": on,
        "text": public.text_on(agreement, on=on, status=status),
        "status": status,
        "agreements": document.agreements(),
    }
    return render(request, "agreement/public/text.html", context)


@guard(Action.SEE_PUBLIC)
@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure: where it stands, what it counts, how it went."""
    agreement, on = _agreement(request), stand.read(request)
    version = document.version_on(agreement, on)
    content = document.document_of(version)
    found = next(iter(public.figures_for_all(agreement, version, on=on, keys={key})), None)
    indicator = figures.indicator(agreement, key)
    if found is None or indicator is None:
        raise Http404
    measured = list(figures.measurements_of(indicator, version, on=on))
    series: list[charts.Series] = []
    if live := public.history_for_all(agreement, version, found.figure, on=on):
        series.append(charts.Series(_("laufende Zählung"), live))
    comparable = [(m.as_of, m.value) for m in measured if not m.definition and m.series == "actual"]
    if comparable:
        series.append(charts.Series(_("gemessen"), comparable, "plan" if series else "actual"))
    others: dict[str, list[Any]] = {}
    for m in measured:
        if m.definition:
            others.setdefault(m.definition, []).append(m)
    context = {
        "agreement": agreement,
        "on": on,
        "found": found,
        "clauses": [c for c in content.clauses if key in c.figures],
        "series": series,
        "measured": measured,
        "others": others,
        "context_series": [c for c in content.context if key in c.not_comparable_with],
        "inside": content.figure(found.figure.inside) if found.figure.inside else None,
        "parts": [f for f in content.figures if f.inside == key],
    }
    return render(request, "agreement/public/figure.html", context)


@guard(Action.SEE_PUBLIC)
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """All projects by field, and where they are."""
    agreement, on = _agreement(request), stand.read(request)
    version = document.version_on(agreement, on)
    content = document.document_of(version)
    stands = standing.project_standings(agreement, version, on=on)
    texts = {p.key: p for p in content.projects}
    rows = [
        {
            "project": p,
            "title": public.title_on(texts.get(p.key), p, on),
            "status": stands[p.key].status if p.key in stands else "unknown",
        }
        for p in standing.projects_on(agreement, on=on)
    ]
    districts: dict[int, int | str] = dict.fromkeys(charts.DISTRICTS, 0)
    for row in rows:
        project = row["project"]
        if isinstance(project, Project) and project.district is not None:
            districts[project.district] = int(districts[project.district]) + 1
    sections = [(s, [r for r in rows if r["project"].section == s.key]) for s in content.sections]  # type: ignore[attr-defined]
    context = {
        "agreement": agreement,
        "on": on,
        "sections": [s for s in sections if s[1]],
        "districts": districts,
        "count": len(rows),
    }
    return render(request, "agreement/public/projects.html", context)


@guard(Action.SEE_PUBLIC)
@require_safe
def project(request: HttpRequest, key: str) -> HttpResponse:
    """One project for everybody."""
    agreement, on = _agreement(request), stand.read(request)
    found = public.project_on(agreement, key, on=on)
    if found is None:
        raise Http404
    offered = project_places.places_of_project(key, on=on)
    context = {"agreement": agreement, "on": on, "found": found, "offered": offered, "exit_words": _exit_words(offered)}
    return render(request, "agreement/public/project.html", context)


def _exit_words(offered: project_places.ProjectPlaces | None) -> list[tuple[str, Count]]:
    if offered is None or not offered.has_exits:
        return []
    rows = [(project_places.label_of(reason), count) for reason, count in offered.exits.items()]
    return [*rows, (str(_("aus anderen Gründen beendet")), offered.other_exits)]


@guard(Action.SEE_PUBLIC)
@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """The versions of the text, and what changed between two."""
    agreement = _agreement(request)
    rows = list(document.versions(agreement))
    changes = []
    pair = None
    number = request.GET.get("fassung", "")
    if number.isdecimal() and len(number) < 6:
        new, old = document.version_number(agreement, int(number)), document.version_number(agreement, int(number) - 1)
        if new is not None and old is not None:
            pair = (old, new)
            changes = difference(document.document_of(old), document.document_of(new))
    return render(
        request,
        "agreement/public/versions.html",
        {"agreement": agreement, "versions": rows, "pair": pair, "changes": changes},
    )


@guard(Action.SEE_PUBLIC)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What can be downloaded, and how to read it."""
    return render(request, "agreement/public/data.html", {"agreement": _agreement(request), "on": stand.read(request)})


@guard(Action.SEE_PUBLIC)
@require_safe
@conditional_page
@cache_control(public=True, max_age=300)
def data_json(request: HttpRequest) -> HttpResponse:
    """Clauses, figures and projects as JSON; the day with ``?stand=``."""
    return JsonResponse(
        public.open_data(_agreement(request), on=stand.read(request)),
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


# Columns stand here too: a table without rows still has its names.
TABLES = {
    "aussagen": (
        "clauses",
        [
            "anchor",
            "section",
            "modality",
            "text",
            "locator",
            "status",
            "since",
            "source",
            "own_reading",
            "projects",
            "figures",
        ],
    ),
    "zahlen": (
        "figures",
        [
            "key",
            "label",
            "unit",
            "kind",
            "target",
            "target_to",
            "about",
            "actual",
            "suppressed",
            "as_of",
            "badge",
            "source",
            "definition",
        ],
    ),
    "vorhaben": ("projects", ["key", "title", "section", "parent", "purpose", "status", "district"]),
}


@guard(Action.SEE_PUBLIC)
@require_safe
@conditional_page
@cache_control(public=True, max_age=300)
def data_csv(request: HttpRequest, table: str) -> HttpResponse:
    """One table as CSV: UTF-8, semicolons, first row names; lists are joined with spaces."""
    if table not in TABLES:
        raise Http404
    name, columns = TABLES[table]
    rows = public.open_data(_agreement(request), on=stand.read(request))[name]
    stream = io.StringIO()
    writer = csv.DictWriter(stream, fieldnames=columns, delimiter=";")
    writer.writeheader()
    writer.writerows({k: " ".join(v) if isinstance(v, list) else v for k, v in row.items()} for row in rows)
    response = HttpResponse(stream.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="talachse-{table}.csv"'
    return response


@guard(Action.SEE_PUBLIC)
@require_safe
@cache_control(public=True, max_age=3600)
def schema(request: HttpRequest) -> HttpResponse:
    """The schema of an agreement file."""
    return JsonResponse(Document.model_json_schema(), json_dumps_params={"ensure_ascii": False, "indent": 1})
