"""The least that a Typer and Rich program can be: it prints a table of some rows."""

import typer

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.command()
def main(rows: int = typer.Option(12, "-n")) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table()
    for name in ("#", "客户", "联系人", "电话", "阶段", "原因", "目标"):
        table.add_column(name)
    for number in range(rows):
        cells = (
            "深圳华星电子有限公司",
            "王建国 总经理",
            "+8613900010001",
            "方案评估",
            "逾期2天：报价已4天",
            "确认收到报价",
        )
        table.add_row(str(number), *cells)
    Console(width=140, force_terminal=True).print(table)


app()
