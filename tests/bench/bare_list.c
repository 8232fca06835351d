/*
 * A list on the whole screen with one highlighted row, moved by j, k and g, written the plain way:
 * every key redraws all rows and leaves the rest to ncurses.  Two programs are made of it:
 * bare-list invents its rows; bare-rows is linked with libpq and reads them, with the conninfo of
 * its only argument, before its first frame.
 */
#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef WITH_DATABASE
#include <libpq-fe.h>
#endif

enum { ROWS_MAX = 4096, TEXT_MAX = 300 };

static char rows[ROWS_MAX][TEXT_MAX];
static int row_count, top, current, height, width;

#ifdef WITH_DATABASE
/* The columns that the list of cars shows, in its order. */
static void
load(const char *conninfo)
{
    PGconn *conn = PQconnectdb(conninfo);
    PGresult *res = PQexec(conn,
        "SELECT name, years, hp, zero_to_sixty, price_avg FROM cars ORDER BY name, id LIMIT 4096");

    if (PQresultStatus(res) != PGRES_TUPLES_OK) {
        fputs(PQerrorMessage(conn), stderr);
        exit(1);
    }
    row_count = PQntuples(res);
    for (int i = 0; i < row_count; i++)
        snprintf(rows[i], TEXT_MAX, "  %-40.40s %-12.12s %5s %5s %9s", PQgetvalue(res, i, 0),
            PQgetvalue(res, i, 1), PQgetvalue(res, i, 2), PQgetvalue(res, i, 3),
            PQgetvalue(res, i, 4));
    PQclear(res);
}
#else
static void
load(const char *unused)
{
    (void) unused;
    row_count = 310;
    for (int i = 0; i < row_count; i++)
        snprintf(rows[i], TEXT_MAX, "  %-40.40s %d-%d %5d %5.1f %9d",
            i % 3 ? "An estate with a long name" : "A coupe", 1980 + i % 40, 1984 + i % 40,
            90 + i * 7 % 600, 3 + i % 70 / 10.0, 9000 + i * 7919 % 200000);
}
#endif

static void
draw(void)
{
    attrset(A_BOLD);
    mvprintw(0, 0, "%-*s", width, " bare frame");
    attrset(0);
    for (int i = top; i < row_count && i - top < height - 2; i++) {
        attrset(i == current ? A_REVERSE : A_NORMAL);
        mvprintw(i - top + 1, 0, "%-*.*s", width, width, rows[i]);
    }
    attrset(A_REVERSE);
    mvprintw(height - 1, 0, "%-*s", width, " q quit");
    mvprintw(height - 1, width - 12, "%5d/%-5d", current + 1, row_count);
    attrset(0);
    refresh();
}

int
main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    load(argc > 1 ? argv[1] : "");
    initscr();
    cbreak();
    noecho();
    keypad(stdscr, TRUE);
    curs_set(0);
    getmaxyx(stdscr, height, width);
    draw();
    for (int key; (key = getch()) != 'q';) {
        if (key == KEY_RESIZE) {
            getmaxyx(stdscr, height, width);
            erase();
        }
        if (key == 'j' && current + 1 < row_count)
            current++;
        if (key == 'k' && current > 0)
            current--;
        if (key == 'g')
            current = 0;
        if (current < top)
            top = current;
        if (current >= top + height - 2)
            top = current - (height - 2) + 1;
        if (height > 2)
            draw();
    }
    endwin();
    return 0;
}
