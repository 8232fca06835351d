#include "ui/layout.h"

struct layout
layout_frame(int rows, int cols)
{
    struct layout l = { 0 };

    if (rows < LAYOUT_MIN_ROWS || cols < LAYOUT_MIN_COLS)
        return l;
    l.tabs = (struct rect){ 0, 0, 1, cols };
    l.body = (struct rect){ 1, 0, rows - 2, cols };
    l.status = (struct rect){ rows - 1, 0, 1, cols };
    return l;
}

struct split
layout_split(struct rect body, int master_percent, bool on_detail, bool zoomed)
{
    struct split s = { body, body };
    int master = body.cols * master_percent / 100;

    if (body.cols < LAYOUT_TWO_COLS || zoomed) {
        if (on_detail)
            s.master.rows = 0;
        else
            s.detail.rows = 0;
        return s;
    }
    s.master.cols = master;
    s.detail.col = body.col + master;
    s.detail.cols = body.cols - master;
    return s;
}

struct rect
layout_center(struct rect body, int rows, int cols)
{
    struct rect r = body;

    if (rows < body.rows) {
        r.rows = rows;
        r.row = body.row + (body.rows - rows) / 3;
    }
    if (cols < body.cols) {
        r.cols = cols;
        r.col = body.col + (body.cols - cols) / 2;
    }
    return r;
}
