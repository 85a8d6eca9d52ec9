"""Dash as its documentation shows a choropleth map with a dropdown, without a base map.  python dash_app.py PORT"""

import sys

import plotly.express as px
from dash import Dash, Input, Output, callback, dcc, html

from benchmarks.values import METRICS, outlines, table

geojson = outlines()
values = table()
app = Dash()
app.layout = html.Div([dcc.Dropdown(METRICS, "population", id="metric"), dcc.Graph(id="map")])


@callback(Output("map", "figure"), Input("metric", "value"))
def draw(metric):
    figure = px.choropleth_map(
        values,
        geojson=geojson,
        locations="lg_code",
        featureidkey="properties.lg_code",
        color=metric,
        color_continuous_scale="Blues",
        hover_name="municipality_name",
        labels={metric: METRICS[metric]},
        map_style="white-bg",
        center={"lat": 38, "lon": 137},
        zoom=4,
        height=560,
    )
    figure.update_layout(margin={"r": 0, "t": 0, "l": 0, "b": 0})
    return figure


if __name__ == "__main__":
    app.run(port=sys.argv[1])
