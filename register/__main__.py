"""The commands: python -m register init | roles | import | export | retain | check."""

import argparse
import io
import sys
from pathlib import Path

from register import exchange, settings
from register.model import OPERATOR, ROLES, Refused
from register.store import Register


def main(given: list[str] | None = None) -> int:
    """Run a command; 0 when it went well, 1 after one sentence about what was wrong."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = _parser().parse_args(given)
    try:
        options.run(settings.opened(), options)
    except Refused as problem:
        print(f"エラー：{problem}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m register",
        description=f"共同の台帳（{settings.VARIABLE} の場所）を用意し、出し入れします。",
    )
    commands = parser.add_subparsers(required=True, metavar="コマンド")
    commands.add_parser("init", help="表を作る（あれば何もしない）").set_defaults(run=_init)
    roles = commands.add_parser("roles", help="役割を見る・決める・外す")
    roles.set_defaults(run=_list_roles)
    chosen = roles.add_subparsers(metavar="すること")
    chosen.add_parser("list", help="だれがどの役割か").set_defaults(run=_list_roles)
    given = chosen.add_parser("set", help="役割を決める")
    given.add_argument("email", help="サインインのメールアドレス")
    given.add_argument("role", help="・".join(ROLES))
    given.add_argument("--body", action="append", default=[], help="受け持つ団体（くり返せる。省くとすべて）")
    given.set_defaults(run=_set_role)
    taken = chosen.add_parser("remove", help="役割を外す")
    taken.add_argument("email")
    taken.set_defaults(run=_remove_role)
    bringing = commands.add_parser("import", help="export で書き出したファイルを取り込む")
    bringing.add_argument("file", type=Path)
    bringing.set_defaults(run=_import)
    taking = commands.add_parser("export", help="件と履歴を書き出す（氏名などは含まない）")
    taking.add_argument("file", type=Path, help=".csv（件だけ）か .xlsx（件と履歴）")
    taking.set_defaults(run=_export)
    retaining = commands.add_parser("retain", help="完了から日数を過ぎた件の氏名などを、履歴からも消す")
    retaining.add_argument("--days", type=int, help=f"省くと {settings.KEEP_DAYS}")
    retaining.set_defaults(run=_retain)
    commands.add_parser("check", help="履歴と今の状態が合うかを確かめる").set_defaults(run=_check)
    return parser


def _init(register: Register, _: argparse.Namespace) -> None:
    register.create()
    print("共同の台帳の用意ができました。")


def _list_roles(register: Register, _: argparse.Namespace) -> None:
    for row in register.accounts(OPERATOR).itertuples():
        print(row.email, row.role, row.bodies or "すべての団体", sep="\t")
    for email in sorted(settings.admins()):
        print(email, "管理", f"すべての団体（{settings.ADMIN}）", sep="\t")


def _set_role(register: Register, options: argparse.Namespace) -> None:
    register.set_role(OPERATOR, options.email, options.role, options.body)
    print("役割を決めました。")


def _remove_role(register: Register, options: argparse.Namespace) -> None:
    register.set_role(OPERATOR, options.email, None)
    print("役割を外しました。")


def _import(register: Register, options: argparse.Namespace) -> None:
    taken = register.take_in(OPERATOR, exchange.read(options.file))
    for row, why in taken.refused:
        print(f"{row}件目：{why}", file=sys.stderr)
    print(
        f"{taken.new:,}件を加えました（すでにある{taken.known:,}件、取り込まない{len(taken.refused):,}件）。"
    )


def _export(register: Register, options: argparse.Namespace) -> None:
    rows = register.rows(OPERATOR)
    if options.file.suffix.lower() not in (".csv", ".xlsx"):
        raise Refused("書き出すファイルの名前は .csv か .xlsx で終わるものにしてください。")
    is_csv = options.file.suffix.lower() == ".csv"
    content = exchange.csv(rows) if is_csv else exchange.workbook(rows, register.steps(OPERATOR))
    try:
        options.file.write_bytes(content)
    except OSError as problem:
        raise Refused(f"{options.file}：書き込めません。") from problem
    print(f"{len(rows):,}件を書き出しました。")


def _retain(register: Register, options: argparse.Namespace) -> None:
    days = settings.keep_days() if options.days is None else options.days
    if days is None or days < 0:
        raise Refused(f"日数を {settings.KEEP_DAYS} か --days で決めてください（0以上）。")
    print(f"{register.retain(OPERATOR, days):,}件の氏名などを消しました。")


def _check(register: Register, _: argparse.Namespace) -> None:
    wrong = register.check(OPERATOR)
    if wrong:
        raise Refused(
            f"履歴と今の状態が合わない件があります（台帳の番号：{'、'.join(map(str, wrong[:20]))}）。"
        )
    print("履歴と今の状態は合っています。")


if __name__ == "__main__":
    sys.exit(main())
