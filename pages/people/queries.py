"""What only this page asks of the database: the people who help."""

import pandas as pd

from dashboard.runtime.cache import read


def council_members() -> pd.DataFrame:
    """Members of インフラメンテナンス国民会議 by kind and date: figure_id, label_ja, value, as_of, as_of_ja."""
    return read("from printed_figures where figure_id like 'council_members%' order by as_of, figure_id")


def types() -> pd.DataFrame:
    """Which weak points hold where, in outline order: prefecture_name, lg_code, type_id, state."""
    return read(
        """
        select prefecture_name, lg_code, type_id, state
        from municipality_types
        join municipalities using (lg_code)
        join type_rules using (type_id)
        where side = 'weak'
        order by outline_index, display_order
        """
    )
