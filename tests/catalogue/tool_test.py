"""Tests tools/catalogue on a small tree of its own: what build links, and that check finds each kind of fault."""

import importlib.machinery
import importlib.util
import io
import os
import shutil
import sys
import tempfile
import unittest

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))


def load_tool():
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader("catalogue", os.path.join(SOURCE, "tools/catalogue"))
    spec = importlib.util.spec_from_loader("catalogue", loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


tool = load_tool()

CARS = """\
slug,name,years,tier,category,engine,hp,trans,price_range,price_avg,notes,highlight,drivetrain,curb_weight,zero_to_sixty,\
quarter_mile,msrp_new_low,msrp_new_high,score_sound,score_interior,score_track,score_reliability,score_value,\
score_driver_fun,score_aftermarket
first,First Car,2001-2006,mid,Front-Engine,3.2L I6,333,6MT,"$30,000 - $50,000",40000,A note.,A phrase.,RWD,3415,4.8,13.2,,,\
9.0,8.0,9.0,6.0,7.0,9.0,9.0
second,Second Car,2007-present,mid,Mid-Engine,3.4L flat six,320,6MT/7PDK,"$30,000 - $40,000",35000,Another note.,Another.,\
RWD,2998,4.9,13.3,,,8.0,8.0,9.0,8.0,7.0,9.0,7.0
"""

SPECS = """\
car_slug,oil_capacity_liters,oil_capacity_quarts,tire_size_front,wheel_bolt_pattern
first,5.5,5.8,225/45R18,5x120
"""

FAMILIES = "family,cars\nboth,first second\n"

ISSUES = """\
families,kind,severity,title,affected_years,description,symptoms,prevention,fix_description,cost_low,cost_high,\
diy_difficulty,mileage_low,mileage_high,source_type,confidence
both,common_issue,low,Small thing,,It rattles.,Rattle; Buzz,,New clip.,5,50,beginner,,,forum,0.80
first,common_issue,critical,Large thing,2003-2009,It breaks.,Knock,Look at it.,New engine.,3000,9000,expert,60000,100000,forum,0.90
second,recall,critical,Recalled thing,2008,It burns.,Smell,,Under recall.,0,0,professional_only,30000,,recall,0.90
"""


class Tree(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="catalogue-")
        self.addCleanup(shutil.rmtree, self.root)
        os.makedirs(os.path.join(self.root, "tests/sql"))
        shutil.copy(os.path.join(SOURCE, "tests/sql/columns.csv"), os.path.join(self.root, "tests/sql/columns.csv"))
        self.write("catalogue/manifest.csv", "table,key\ncars,slug\nvehicle_maintenance_specs,car_slug\n")
        self.write("catalogue/cars.csv", CARS)
        self.write("catalogue/vehicle_maintenance_specs.csv", SPECS)

    def write(self, name, text):
        path = os.path.join(self.root, "data", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)

    def families(self):
        self.write("families/families.csv", FAMILIES)
        self.write("families/issues.csv", ISSUES)

    def check(self):
        """The exit code and what was printed."""
        out = io.StringIO()
        code = tool.Checker(self.root, out).run()
        return code, out.getvalue()

    def assert_fault(self, text):
        code, out = self.check()
        self.assertIn(text, out)
        self.assertEqual(code, 1)


class Build(Tree):
    def rows(self):
        self.families()
        text = tool.build_issues(self.root)
        self.write("catalogue/car_issues.csv", text)
        return tool.read_table(os.path.join(self.root, "data/catalogue/car_issues.csv")).rows

    def test_links_an_issue_to_the_cars_of_its_families(self):
        titles = [(row["car_slug"], row["title"]) for row in self.rows()]
        self.assertEqual(
            titles,
            [("first", "Large thing"), ("first", "Small thing"), ("second", "Recalled thing"), ("second", "Small thing")],
        )

    def test_the_worst_issue_comes_first(self):
        places = [(row["sort_order"], row["severity"]) for row in self.rows()]
        self.assertEqual(places, [("1", "critical"), ("2", "low"), ("1", "critical"), ("2", "low")])

    def test_cuts_the_years_to_those_of_the_car(self):
        row = self.rows()[0]
        self.assertEqual(row["affected_years_text"], "2003-2006")
        self.assertEqual((row["affected_year_start"], row["affected_year_end"]), ("2003", "2006"))

    def test_a_car_still_built_has_no_last_year(self):
        row = self.rows()[3]
        self.assertEqual((row["affected_years_text"], row["affected_year_end"]), ("2007-present", ""))

    def test_writes_costs_symptoms_and_mileage(self):
        row = self.rows()[0]
        self.assertEqual(row["estimated_cost_text"], "$3,000 - $9,000")
        self.assertEqual(row["symptoms"], '{"Knock"}')
        self.assertEqual(row["metadata"], '{"diy_difficulty":"expert","common_mileage_range":"60000-100000"}')

    def test_a_recall_costs_nothing(self):
        row = self.rows()[2]
        self.assertEqual(row["estimated_cost_low"] + row["estimated_cost_high"], "")
        self.assertIn("No charge", row["estimated_cost_text"])

    def test_an_issue_outside_the_years_of_a_car_is_not_its_issue(self):
        self.assertIsNone(tool.clip("1990-1995", "2001-2006", "here"))

    def test_an_unknown_family_is_named_with_its_line(self):
        self.families()
        self.write("families/issues.csv", ISSUES.replace("both,", "nobody,", 1))
        with self.assertRaisesRegex(tool.Failure, r"issues\.csv:2: there is no family or car nobody"):
            tool.build_issues(self.root)

    def test_a_family_with_an_unknown_car_is_named_with_its_line(self):
        self.families()
        self.write("families/families.csv", FAMILIES.replace("second", "third"))
        with self.assertRaisesRegex(tool.Failure, r"families\.csv:2: there is no car third"):
            tool.build_issues(self.root)


class Check(Tree):
    def test_a_good_tree_passes(self):
        code, out = self.check()
        self.assertRegex(out, r"\n\d+ passed, 0 failed\n$")
        self.assertEqual(code, 0)

    def test_counts_the_cars_covered(self):
        self.assertRegex(self.check()[1], r"vehicle_maintenance_specs +1 +1 +50%")

    def replaced(self, name, old, new):
        text = {"cars": CARS, "vehicle_maintenance_specs": SPECS}[name]
        self.assertIn(old, text)
        self.write(f"catalogue/{name}.csv", text.replace(old, new))

    def test_a_letter_in_a_number(self):
        self.replaced("cars", ",333,", ",33x,")
        self.assert_fault("cars.csv:2:hp: 33x is not a whole number")

    def test_a_figure_out_of_range(self):
        self.replaced("cars", ",3415,", ",415,")
        self.assert_fault("cars.csv:2:curb_weight: 415 lb is outside 1500 to 9500")

    def test_a_score_out_of_range(self):
        self.replaced("cars", ",8.0,8.0,9.0,8.0,", ",11.0,8.0,9.0,8.0,")
        self.assert_fault("cars.csv:3:score_sound:")

    def test_a_value_that_is_not_allowed(self):
        self.replaced("cars", "Mid-Engine", "Middle")
        self.assert_fault("cars.csv:3:category: Middle is none of")

    def test_a_required_value_that_is_missing(self):
        self.replaced("cars", ",A phrase.,", ",,")
        self.assert_fault("cars.csv:2:highlight: must not be empty")

    def test_an_unknown_column(self):
        self.replaced("vehicle_maintenance_specs", "wheel_bolt_pattern", "bolts")
        self.assert_fault("vehicle_maintenance_specs.csv:1:bolts: the table has no such column")

    def test_a_row_that_is_too_long(self):
        self.replaced("vehicle_maintenance_specs", "5x120", "5x120,7")
        self.assert_fault("vehicle_maintenance_specs.csv:2: has 6 fields, the header 5")

    def test_a_key_twice(self):
        self.write("catalogue/vehicle_maintenance_specs.csv", SPECS + SPECS.split("\n")[1] + "\n")
        self.assert_fault("vehicle_maintenance_specs.csv:3:car_slug: first is on line 2 too")

    def test_a_car_that_does_not_exist(self):
        self.replaced("vehicle_maintenance_specs", "first", "firsst")
        self.assert_fault("vehicle_maintenance_specs.csv:2:car_slug: cars.csv has no firsst")

    def test_control_and_invisible_characters(self):
        for character in ("\u0007", "\u200b", "\u202e"):
            self.replaced("cars", "A note.", f"A{character}note.")
            self.assert_fault("cars.csv:2:notes: has a control or invisible character")

    def test_a_text_that_is_too_long(self):
        self.replaced("cars", "A phrase.", "A" * 81)
        self.assert_fault("cars.csv:2:highlight: has 81 characters, 80 are the most")

    def test_two_cars_of_one_name(self):
        self.replaced("cars", "Second Car", "First Car")
        self.assert_fault("cars.csv:3:name: First Car is the name of two cars")

    def test_a_time_that_does_not_go_with_the_power(self):
        self.replaced("cars", ",4.8,", ",9.8,")
        self.assert_fault("cars.csv:2:zero_to_sixty: 9.8 s does not go with 333 hp in 3415 lb")

    def test_a_price_outside_its_range(self):
        self.replaced("cars", ",40000,", ",60000,")
        self.assert_fault("cars.csv:2:price_avg: 60000 is not within $30,000 - $50,000")

    def test_a_tyre_that_does_not_parse(self):
        self.replaced("vehicle_maintenance_specs", "225/45R18", "225-45-18")
        self.assert_fault("vehicle_maintenance_specs.csv:2:tire_size_front: 225-45-18 is no tyre size")

    def test_litres_and_quarts_that_differ(self):
        self.replaced("vehicle_maintenance_specs", ",5.8,", ",7.8,")
        self.assert_fault("vehicle_maintenance_specs.csv:2:oil_capacity_quarts: 5.5 and 7.8 are not the same amount")

    def test_too_little_oil_for_the_engine(self):
        self.replaced("vehicle_maintenance_specs", "5.5,5.8", "2.6,2.75")
        self.assert_fault("vehicle_maintenance_specs.csv:2:oil_capacity_liters: 2.6 l of oil for 3.2 l of engine")

    def test_a_carriage_return(self):
        self.write("catalogue/cars.csv", CARS.replace("\n", "\r\n", 1))
        self.assert_fault("cars.csv:1: has a carriage return")

    def test_rows_out_of_order(self):
        head, first, second = CARS.rstrip("\n").split("\n")
        self.write("catalogue/cars.csv", "\n".join((head, second, first)) + "\n")
        self.assert_fault("cars.csv:3:slug: comes after second: keep the order")

    def test_a_file_that_is_not_in_the_manifest(self):
        self.write("catalogue/parts.csv", "name\n")
        self.assert_fault("parts.csv:1: is not in manifest.csv")

    def test_a_table_that_does_not_exist(self):
        self.write("catalogue/manifest.csv", "table,key\ncars,slug\nlorries,slug\n")
        self.write("catalogue/lorries.csv", "slug\n")
        self.assert_fault("manifest.csv:3:table: there is no table lorries")

    def test_issues_that_were_edited_after_the_build(self):
        self.families()
        self.write("catalogue/manifest.csv", "table,key\ncars,slug\ncar_issues,car_slug title\n")
        os.remove(os.path.join(self.root, "data/catalogue/vehicle_maintenance_specs.csv"))
        built = tool.build_issues(self.root)
        self.write("catalogue/car_issues.csv", built)
        self.assertEqual(self.check()[0], 0)
        self.write("catalogue/car_issues.csv", built.replace("It rattles.", "It hums."))
        self.assert_fault("car_issues.csv:1: is not what data/families says")

    def test_years_outside_those_of_the_car(self):
        self.write("catalogue/manifest.csv", "table,key\ncars,slug\ncar_issues,car_slug title\n")
        os.remove(os.path.join(self.root, "data/catalogue/vehicle_maintenance_specs.csv"))
        self.families()
        built = tool.build_issues(self.root)
        shutil.rmtree(os.path.join(self.root, "data/families"))
        self.write("catalogue/car_issues.csv", built.replace("2003-2006,2003,", "1999-2006,1999,"))
        self.assert_fault("car_issues.csv:2:affected_year_start: 1999 is outside the years of the car, 2001-2006")

    def test_no_manifest_is_a_failure(self):
        os.remove(os.path.join(self.root, "data/catalogue/manifest.csv"))
        with self.assertRaisesRegex(tool.Failure, "manifest.csv: No such file"):
            self.check()

    def test_a_quote_that_never_ends_is_a_failure(self):
        self.write("catalogue/cars.csv", CARS.replace("A note.", '"A note.'))
        with self.assertRaises(tool.Failure):
            self.check()


if __name__ == "__main__":
    unittest.main()
