#include "ui/action.h"

#include <assert.h>
#include <string.h>

const struct action_info actions[] = {
    [ACTION_NONE] = { "none", "", "Do nothing", 0 },
    [ACTION_DOWN] = { "down", "down", "Go to the next row", 0 },
    [ACTION_UP] = { "up", "up", "Go to the row before", 0 },
    [ACTION_LEFT] = { "left", "left", "Go to the left", 0 },
    [ACTION_RIGHT] = { "right", "right", "Go to the right", 0 },
    [ACTION_PAGE_DOWN] = { "page-down", "page", "Go one page down", 0 },
    [ACTION_PAGE_UP] = { "page-up", "page", "Go one page up", 0 },
    [ACTION_HALF_DOWN] = { "half-down", "half page", "Go half a page down", 0 },
    [ACTION_HALF_UP] = { "half-up", "half page", "Go half a page up", 0 },
    [ACTION_FIRST] = { "first", "first", "Go to the first row", 0 },
    [ACTION_LAST] = { "last", "last", "Go to the last row", 0 },
    [ACTION_OPEN] = { "open", "open", "Go in, or do the obvious thing", 0 },
    [ACTION_BACK] = { "back", "back", "Go back one step, or cancel", 0 },
    [ACTION_FOCUS_NEXT] = { "focus-next", "focus", "Go to the next part of the screen", 0 },
    [ACTION_FOCUS_PREV] = { "focus-previous", "focus", "Go to the previous part of the screen", 0 },
    [ACTION_ZOOM] = { "zoom", "zoom", "Give the focused part the whole screen, or take it back",
        0 },
    [ACTION_FOLD] = { "fold", "fold", "Fold or unfold the section", 0 },
    [ACTION_FILTER] = { "filter", "filter", "Filter the list as you type", 0 },
    [ACTION_FILTER_SAVED] = { "filter-saved", "saved", "Choose a saved filter", 0 },
    [ACTION_FILTER_SAVE] = { "filter-save", "keep filter", "Keep the filter under a name", 0 },
    [ACTION_SORT] = { "sort", "sort", "Choose the column to sort by", 0 },
    [ACTION_REVERSE] = { "reverse", "reverse", "Turn the order around", 0 },
    [ACTION_COLUMNS] = { "columns", "columns", "Choose and order the columns", 0 },
    [ACTION_MARK] = { "mark", "mark", "Mark the row, or take the mark away", NEED_ROW },
    [ACTION_MARK_RANGE] = { "mark-range", "range", "Mark from the last mark to here", NEED_ROW },
    [ACTION_MARK_CLEAR] = { "mark-clear", "unmark", "Take all marks away", 0 },
    [ACTION_FINDER] = { "finder", "finder", "Rank the cars by what matters to you", 0 },
    [ACTION_COMPARE] = { "compare", "compare", "Compare the marked cars", NEED_MARKS },
    [ACTION_SHOW_ISSUES] = { "issues", "issues", "Show the known issues of this car", NEED_ROW },
    [ACTION_SHOW_SERVICE] = { "service", "service", "Show the schedule of this car", NEED_ROW },
    [ACTION_DIFFERENCES] = { "differences", "differences", "Show only the rows that differ", 0 },
    [ACTION_DROP] = { "drop", "drop", "Take this car out of the comparison", NEED_ROW },
    [ACTION_ADD] = { "add", "add", "Add a car to the comparison", 0 },
    [ACTION_CHART] = { "chart", "chart", "Show the scores as a chart, or as figures", 0 },
    [ACTION_WRITE] = { "write", "write", "Write what is shown to a file", NEED_SHELL },
    [ACTION_LIST_SAVE] = { "list-save", "save list", "Save the comparison under a name",
        NEED_STORE | NEED_WRITES },
    [ACTION_LIST_OPEN] = { "list-open", "lists", "Open a saved comparison", NEED_STORE },
    [ACTION_MILES] = { "miles", "mileage", "Type a mileage and see what is next from there", 0 },
    [ACTION_COPY] = { "copy", "copy", "Copy the row (works over SSH)", NEED_ROW },
    [ACTION_REFRESH] = { "refresh", "refresh", "Load what is shown again", 0 },
    [ACTION_PALETTE] = { "palette", "commands", "Find and run a command", 0 },
    [ACTION_HELP] = { "help", "help", "Show the keys that work here", 0 },
    [ACTION_PANE_1] = { "pane-1", "1", "Go to the first pane", 0 },
    [ACTION_PANE_2] = { "pane-2", "2", "Go to the second pane", 0 },
    [ACTION_PANE_3] = { "pane-3", "3", "Go to the third pane", 0 },
    [ACTION_PANE_4] = { "pane-4", "4", "Go to the fourth pane", 0 },
    [ACTION_LAST_PANE] = { "last-pane", "last view", "Go back to the last pane", 0 },
    [ACTION_THEME] = { "theme", "theme", "Choose the colours", 0 },
    [ACTION_MOUSE] = { "mouse", "mouse",
        "Turn the mouse on or off (off: the terminal selects text)", 0 },
    [ACTION_REDRAW] = { "redraw", "redraw", "Draw the screen again", 0 },
    [ACTION_RESET] = { "reset", "reset", "Forget filter, sort, columns and sizes", 0 },
    [ACTION_SUSPEND] = { "suspend", "suspend",
        "Stop the program and give the terminal to the shell", NEED_SHELL },
    [ACTION_QUIT] = { "quit", "quit", "Close this; at the top, leave the program", 0 },
};
static_assert(sizeof actions / sizeof actions[0] == ACTION_COUNT, "an action has no row");

enum action
action_find(const char *name)
{
    for (int a = 1; a < ACTION_COUNT; a++)
        if (!strcmp(actions[a].name, name))
            return (enum action) a;
    return ACTION_NONE;
}

const char *
need_reason(unsigned missing)
{
    if (missing & NEED_ROW)
        return "there is no row here to do that with";
    if (missing & NEED_MARKS)
        return "mark two rows or more first (Space)";
    if (missing & NEED_CAR)
        return "choose a car first";
    if (missing & NEED_STORE)
        return "there is no connection to the database right now";
    if (missing & NEED_WRITES)
        return "the program was started read-only";
    if (missing & NEED_SHELL)
        return "this is not offered in kiosk mode";
    return "";
}
