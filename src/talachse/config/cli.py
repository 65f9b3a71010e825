"""The ``talachse`` command. Every command prepares ``var/`` when it is missing."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from importlib.metadata import version

PEOPLE = """\
Für alle
  start            Anwendung starten (auch ohne Befehl)

Für Referent*innen
  status           Stand der Vereinbarung an einem Tag
  load-agreement   eine Vereinbarung prüfen und laden
  pack             die Mappe eines Quartals als PDF, XLSX oder JSON

Für die Vermittlung
  allocate         eine Platzvergabe aus einer Datei rechnen und prüfen

Für die Leistungsberatung
  check            alle Ansprüche eines Haushalts aus einer Datei
  screen           alle Haushalte einer Parquet-Datei

Für die IT der Stadt
  backup           alles in eine Datei sichern
  restore          eine Sicherung zurückspielen
  prepare          Datenbank, Texte und Dateien einrichten, ohne zu starten
  worker           nur die Hintergrundarbeit
  tick             fällige regelmäßige Arbeit jetzt tun
  add-organisation eine Organisation eintragen
  add-access       einer Person Zugang geben, etwa der ersten Verwaltung der Zugänge

Für Entwickler*innen
  rule WORT        eine Regel suchen, nach Wort oder Paragraph

„talachse BEFEHL --help“ erklärt einen Befehl."""


class UsageError(Exception):
    """Wrong input: one German line, exit code 2."""


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talachse.config.settings")
    import django

    django.setup()


def _ready(*, web: bool = False, whole: bool = True) -> None:
    _django()
    from talachse.config.prepare import prepare

    prepare(web=web, whole=whole)


def _start(_: argparse.Namespace) -> int:
    from talachse.config import env, launch

    if not launch.port_is_free():
        raise UsageError(f"Port {env.PORT} ist belegt. Anderen Port wählen: TALACHSE_PORT=8001 talachse")
    return launch.serve(first=lambda: _ready(web=True, whole=False), opened=_greet, rest=_ready)


def _greet() -> None:
    from talachse.config import env

    address = f"http://{env.HOST}:{env.PORT}"
    lines = [
        "",
        f"Talachse läuft: {address}/",
        f"  Vereinbarung   {address}/vereinbarung/",
        f"  Steuerung      {address}/steuerung/",
    ]
    if env.DEMO:
        from talachse.demo.accounts import PASSWORD, SHOWN

        lines += [
            "",
            f"Demo-Anmeldungen (Passwort für alle: {PASSWORD})",
            *(f"  {email:42} {what}" for email, what in SHOWN),
        ]
    print("\n".join([*lines, "", "Beenden mit Strg+C"]), flush=True)


def _prepare(_: argparse.Namespace) -> int:
    _ready(web=True)
    return 0


def _worker(_: argparse.Namespace) -> int:
    _django()
    from talachse.config import prepare, worker

    with prepare.locked(prepare.RUNNING, shared=True):
        worker.run()
    return 0


def _tick(_: argparse.Namespace) -> int:
    _ready()
    from django.utils import timezone
    from django.utils.module_loading import autodiscover_modules

    from talachse.jobs.clock import tick

    autodiscover_modules("tasks")
    for line in tick(timezone.now()):
        print(line)
    return 0


def _rule(args: argparse.Namespace) -> int:
    from talachse.rules import _book

    word = args.word.casefold()
    found = [e for e in _book.entries() if word in f"{e.question} {e.basis} {e.name} {e.explanation}".casefold()]
    for entry in found:
        print(f"{entry.question}\n  {entry.basis}\n  src/{entry.path}:{entry.line}")
    if not found:
        raise UsageError(f"Keine Regel zu „{args.word}“.")
    return 0


def _backup(args: argparse.Namespace) -> int:
    _ready()
    from talachse.config import backup

    try:
        backup.backup(args.target)
    except backup.BackupRefused as refusal:
        raise UsageError(str(refusal)) from refusal
    return 0


def _restore(args: argparse.Namespace) -> int:
    _django()
    from talachse.config import backup

    try:
        backup.restore(args.file, force=args.force)
    except backup.BackupRefused as refusal:
        raise UsageError(str(refusal)) from refusal
    return 0


def _add_organisation(args: argparse.Namespace) -> int:
    _ready()
    from talachse.accounts import cli

    return cli.add_organisation(args)


def _add_access(args: argparse.Namespace) -> int:
    _ready()
    from talachse.accounts import cli

    return cli.add_access(args)


def _status(args: argparse.Namespace) -> int:
    _ready()
    from talachse.agreement import cli

    return cli.status(args)


def _load_agreement(args: argparse.Namespace) -> int:
    _ready()
    from talachse.agreement import cli

    return cli.load_agreement(args)


def _pack(args: argparse.Namespace) -> int:
    _ready()
    from talachse.agreement import cli

    return cli.pack(args)


def _allocate(args: argparse.Namespace) -> int:
    # Without a database and without Django: nothing is prepared, two seconds are saved.
    from talachse.placements import cli

    return cli.allocate(args)


def _check(args: argparse.Namespace) -> int:
    # Without a database and without Django, as "allocate".
    from talachse.config import env
    from talachse.entitlement import cli

    return cli.check(args, engine=env.ENGINE_DIR)


def _screen(args: argparse.Namespace) -> int:
    from talachse.entitlement import processes

    if args.workers > 1 and not args.dask:
        processes.begin()
    from talachse.config import env
    from talachse.entitlement import cli

    return cli.screen(args, engine=env.ENGINE_DIR)


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="talachse",
        description="Talachse: die Zusammenarbeit von Stadt und Jobcenter als laufendes System.",
        epilog=PEOPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="talachse [BEFEHL] [--help]",
        add_help=True,
    )
    top.add_argument("--version", action="version", version=f"talachse {version('talachse')}")
    commands = top.add_subparsers(dest="command", metavar="", title=argparse.SUPPRESS, help=argparse.SUPPRESS)

    def add(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, description=text)
        command.set_defaults(run=run)
        return command

    add("start", _start, "Web-Server und Hintergrundarbeit starten.")
    add("prepare", _prepare, "Datenbank, Texte und Dateien einrichten.")
    add("worker", _worker, "Nur die Hintergrundarbeit.")
    add("tick", _tick, "Fällige regelmäßige Arbeit jetzt tun.")
    status = add("status", _status, "Stand der Vereinbarung an einem Tag.")
    status.add_argument("--on", metavar="TT", help="Tag als JJJJ-MM-TT; ohne Angabe heute")
    status.add_argument("--agreement", metavar="SCHLÜSSEL", help="welche Vereinbarung, wenn es mehrere gibt")
    status.add_argument("--json", action="store_true", help="als JSON")
    load = add("load-agreement", _load_agreement, "Eine Vereinbarung prüfen und als neue Fassung laden.")
    load.add_argument("file", metavar="DATEI")
    load.add_argument("--dry-run", action="store_true", help="nur prüfen und den Unterschied zeigen")
    pack = add(
        "pack", _pack, "Die Mappe eines Quartals schreiben: Abweichungen, Beschlüsse, Vorlagen, Steckbriefe, Zahlen."
    )
    pack.add_argument("period", metavar="QUARTAL", help="zum Beispiel 2026Q4")
    pack.add_argument("-o", "--output", metavar="DATEI", required=True, help="endet auf .pdf, .xlsx oder .json")
    pack.add_argument("--on", metavar="TT", help="Stand als JJJJ-MM-TT; ohne Angabe der Tag des Gesprächs oder heute")
    pack.add_argument("--agreement", metavar="SCHLÜSSEL", help="welche Vereinbarung, wenn es mehrere gibt")
    allocate = add(
        "allocate",
        _allocate,
        "Eine Platzvergabe rechnen: wer welchen Platz bekommt, und warum nicht. Das Ergebnis wird geprüft, bevor es geschrieben wird.",
    )
    allocate.add_argument("file", metavar="RUNDE.json", help="Form: docs/schemas/allocate-instance.json")
    allocate.add_argument(
        "-o", "--output", metavar="ERGEBNIS.json", help="ohne Angabe oder mit - auf die Standardausgabe"
    )
    _add_benefit_commands(add)
    backup = add("backup", _backup, "Datenbank, abgelegte Dateien und Geheimnisse in eine Datei sichern.")
    backup.add_argument("target", metavar="ZIEL.tar.gz")
    restore = add("restore", _restore, "Eine Sicherung zurückspielen.")
    restore.add_argument("file", metavar="DATEI.tar.gz")
    restore.add_argument("--force", action="store_true", help="vorhandene Daten ersetzen")
    organisation = add("add-organisation", _add_organisation, "Eine Organisation eintragen.")
    organisation.add_argument("key", metavar="SCHLÜSSEL")
    organisation.add_argument("name", metavar="NAME")
    organisation.add_argument("--kind", metavar="ART", required=True, help="zum Beispiel city, jobcenter, provider")
    access = add("add-access", _add_access, "Einer Person ab heute Zugang geben.")
    access.add_argument("email", metavar="E-MAIL")
    access.add_argument("name", metavar="NAME")
    access.add_argument("--organisation", metavar="SCHLÜSSEL", required=True)
    access.add_argument("--role", metavar="FUNKTION", required=True, help="zum Beispiel administrator, desk_officer")
    rule = add("rule", _rule, "Eine Regel suchen.")
    rule.add_argument("word", metavar="WORT")
    return top


def _add_benefit_commands(
    add: Callable[[str, Callable[[argparse.Namespace], int], str], argparse.ArgumentParser],
) -> None:
    check = add("check", _check, "Alle Ansprüche eines Haushalts: was zuerst kommt, wie viel, warum.")
    check.add_argument(
        "file", metavar="HAUSHALT.json", help="Form: docs/schemas/household.json; - für die Standardeingabe"
    )
    check.add_argument("--json", action="store_true", help="als JSON")
    screen = add("screen", _screen, "Alle Haushalte einer Parquet-Datei rechnen, eine Zeile je Person.")
    screen.add_argument("source", metavar="EIN.parquet", help="Form: docs/entwickeln/haushalte-rechnen.md")
    screen.add_argument("target", metavar="AUS.parquet")
    screen.add_argument("--workers", metavar="N", type=int, default=1, help="so viele Prozesse")
    screen.add_argument("--dask", metavar="ADRESSE", help="tcp://… eines Dask-Schedulers; braucht den Zusatz „dask“")
    screen.add_argument("--as-of", metavar="TT", help="Tag als JJJJ-MM-TT; ohne Angabe heute")
    screen.add_argument("--municipality", metavar="AGS", default="05124000", help="Gemeindeschlüssel, sonst Wuppertal")
    for command in (check, screen):
        command.add_argument(
            "--law",
            choices=("in-force", "bill"),
            default="in-force",
            help="geltendes Recht (so ohne Angabe) oder Gesetzentwurf",
        )


def main(arguments: list[str] | None = None) -> int:
    """Entry point; wrong input ends with one line on stderr and exit code 2."""
    args = parser().parse_args(arguments if arguments is not None else sys.argv[1:])
    run = getattr(args, "run", _start)
    try:
        return int(run(args))
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    except BrokenPipeError:
        return 0


if __name__ == "__main__":
    sys.exit(main())
