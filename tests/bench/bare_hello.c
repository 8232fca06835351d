/* The least an ncurses program can do: one line of text, and q leaves.  Nothing starts faster. */
#include <curses.h>
#include <locale.h>

int
main(void)
{
    setlocale(LC_ALL, "");
    initscr();
    cbreak();
    noecho();
    keypad(stdscr, TRUE);
    curs_set(0);
    mvaddstr(0, 0, "bare frame");
    refresh();
    while (getch() != 'q')
        continue;
    endwin();
    return 0;
}
