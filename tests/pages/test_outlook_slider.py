"""見通し: the year stands in the address, and moves with the slider."""


def test_the_year_of_the_address_is_on_the_slider_and_another_one_tells_of_another_year(open_page):
    app = open_page("pages/gap/page.py", pref="20", ahead="2045")
    assert not app.exception
    slider = next(one for one in app.select_slider if one.label == "見通しの年")
    assert slider.value == "2045"
    slider.set_value("2030").run()
    assert any(str(one.value).startswith("**2030年の長野県の人口は") for one in app.markdown)
