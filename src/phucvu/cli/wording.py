"""Help pages and wrong use in Vietnamese: what the terminal library would say in English."""

import re
import shutil
from typing import Any

from typer.core import TyperCommand, TyperGroup

from phucvu.errors import UserError

HELP = "In hướng dẫn này rồi thoát."
USAGE = "Cách dùng:"
WIDEST = 110
# What the library says of wrong use -> what a clerk reads. The first that fits is taken.
WRONG_USE = (
    (r"No such option: (\S+)(?: \(Possible options: (.+)\))?", "Không có tùy chọn {0}.", " Có phải: {1}?"),
    (r"No such command '(.+?)'\.?(?: Did you mean (.+)\?)?", "Không có lệnh “{0}”.", " Có phải: {1}?"),
    (r"Option '(\S+)' requires .+", "Tùy chọn {0} cần một giá trị đi sau.", ""),
    (r"Option '(\S+)' does not take a value\.", "Tùy chọn {0} không nhận giá trị.", ""),
    (r"Missing option '(\S+)'.*", "Thiếu tùy chọn {0}.", ""),
    (r"Missing argument '(.+?)'.*", "Thiếu {0}.", ""),
    (r"Missing command\.", "Chưa có tên lệnh.", ""),
    (r"Got unexpected extra argument\S* \((.+)\)", "Thừa phần “{0}”.", ""),
    (
        r"Invalid value for '(\S+)': .*?'(.*)' is not one of (.+)\.",
        "{0} không nhận “{1}”. Hãy chọn một trong: {2}.",
        "",
    ),
    (r"Invalid value for '(\S+)'.*", "Giá trị của {0} không hợp lệ.", ""),
)


def wrong_use(error: Any) -> UserError:
    """The sentence for a wrongly typed command line, with where to find help. ``error``: the library's exception."""
    said = error.format_message()
    if said.startswith(USAGE):  # nothing was typed: the library hands over the help page
        return UserError(said)
    path = error.ctx.command_path if getattr(error, "ctx", None) else "phucvu"
    return UserError(f"{_translated(said)} Xem cách dùng: {path} --help")


def _translated(said: str) -> str:
    for pattern, sentence, more in WRONG_USE:
        if found := re.fullmatch(pattern, said, re.DOTALL):
            groups = [_plain(group) for group in found.groups() if group]
            return (sentence + (more if len(groups) == found.re.groups else "")).format(*groups)
    return f"Lệnh gõ chưa đúng ({said})."


def _plain(text: str) -> str:
    return text.replace("'", "").replace(" or ", ", ")


class Command(TyperCommand):
    """A command whose help page is in Vietnamese."""

    def get_help(self, ctx: Any) -> str:
        return help_page(self, ctx)

    def get_help_option(self, ctx: Any) -> Any:
        return _in_vietnamese(super().get_help_option(ctx))


class Group(TyperGroup):
    """The list of commands, in Vietnamese and in the order of the work."""

    def get_help(self, ctx: Any) -> str:
        return help_page(self, ctx)

    def get_help_option(self, ctx: Any) -> Any:
        return _in_vietnamese(super().get_help_option(ctx))


def _in_vietnamese(option: Any) -> Any:
    if option is not None:
        option.help = HELP
    return option


def help_page(command: Any, ctx: Any) -> str:
    """Usage, purpose, arguments, options and commands of a command, as wide as the terminal."""
    arguments = [each for each in command.get_params(ctx) if each.param_type_name == "argument"]
    options = [each for each in command.get_params(ctx) if each.param_type_name == "option"]
    commands: dict[str, Any] = getattr(command, "commands", {})
    usage = [ctx.command_path, *map(_argument, arguments), *(["LỆNH"] if commands else []), "[TÙY CHỌN]"]
    sections = (
        ("Tham số", [(_argument(each), _told(each)) for each in arguments]),
        ("Lệnh", [(name, each.help or "") for name, each in commands.items()]),
        ("Tùy chọn", [(_option(each), _told(each)) for each in options]),
    )
    return _printed(f"{USAGE} {' '.join(usage)}", command.help or "", sections)


def _argument(param: Any) -> str:
    name = f"{param.metavar or param.name}{'...' if param.nargs == -1 else ''}"
    return name if param.required else f"[{name}]"


def _option(param: Any) -> str:
    names = ", ".join(param.opts)
    return names if param.is_flag else f"{names} {param.metavar or _choices(param, '|')}"


def _choices(param: Any, mark: str) -> str:
    return mark.join(param.type_descriptor.choices or ())


def _told(param: Any) -> str:
    """The help text of a parameter, with whether it must be given or what holds without it."""
    default = getattr(param.default, "value", param.default)
    if param.required:
        return f"{param.help} (bắt buộc)"
    return f"{param.help} (mặc định: {default})" if default and not param.is_eager else param.help or ""


def _printed(usage: str, purpose: str, sections: Any) -> str:
    from rich.console import Console
    from rich.table import Table

    width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    console = Console(width=width, highlight=False, markup=False, color_system=None)
    with console.capture() as captured:
        console.print(usage, f"\n  {purpose}", sep="\n")
        for title, rows in sections:
            table = Table.grid(padding=(0, 2))
            table.add_column(max_width=40, overflow="fold")
            table.add_column()
            for name, text in rows:
                table.add_row(f"  {name}", text)
            console.print(f"\n{title}:", table, sep="\n") if rows else None
    return "\n".join(line.rstrip() for line in captured.get().splitlines())
