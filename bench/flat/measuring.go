package main

import (
	"slices"
	"time"

	"kaipiao/bench/histories"
)

// measured is what a call cost: its time, and what it touched in the database, triggers and foreign keys included.
type measured struct {
	name        string
	median, p95 time.Duration
	// Pages are those of tables and indexes that were looked at, wherever they lay, and rows those that were fetched from tables, each on average.
	pages, rows float64
}

// line is printed of a call: ours, beside the smallest as the floor. Times are milliseconds.
type line struct {
	Bench      string          `json:"bench"`
	Call       string          `json:"call"`
	Shape      histories.Shape `json:"shape"`
	Statistics string          `json:"statistics"`
	Records    int             `json:"records"`
	Accounts   int             `json:"accounts"`
	Unit       string          `json:"unit"`
	Ours       float64         `json:"ours"`
	Floor      float64         `json:"floor"`
	Ratio      float64         `json:"ratio"`
	P95        float64         `json:"p95"`
	FloorP95   float64         `json:"floor_p95"`
	Pages      float64         `json:"pages"`
	FloorPages float64         `json:"floor_pages"`
	RatioPages float64         `json:"ratio_pages"`
	Rows       float64         `json:"rows"`
	FloorRows  float64         `json:"floor_rows"`
}

func compare(statistics string, h histories.History, accounts int, ours, floor measured) line {
	l := line{
		Bench: "flat", Call: ours.name, Shape: h.Shape, Statistics: statistics, Records: h.Records, Accounts: accounts, Unit: "ms, median",
		Ours: milliseconds(ours.median), Floor: milliseconds(floor.median), P95: milliseconds(ours.p95), FloorP95: milliseconds(floor.p95),
		Pages: rounded(ours.pages), FloorPages: rounded(floor.pages), Rows: rounded(ours.rows), FloorRows: rounded(floor.rows),
	}
	l.Ratio = rounded(float64(ours.median) / float64(floor.median))
	l.RatioPages = rounded(ours.pages / max(floor.pages, 1))
	return l
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func rounded(value float64) float64 { return float64(int64(value*100+0.5)) / 100 }

// warm is how often each call is made before anything is measured: the connection has its plans then.
const warm = 10

// inTurn makes calls in turn, so that all of them meet the same machine, and then each for itself, to count what it touches.
func (f *filled) inTurn(calls []call, rounds int) ([]measured, error) {
	times := make([][]time.Duration, len(calls))
	for n := range warm + rounds {
		for i, c := range calls {
			took, err := f.once(c)
			if err != nil {
				return nil, err
			}
			if n >= warm {
				times[i] = append(times[i], took)
			}
		}
	}
	result := make([]measured, len(calls))
	for i, c := range calls {
		slices.Sort(times[i])
		result[i] = measured{name: c.name, median: times[i][rounds/2], p95: times[i][rounds*95/100]}
		var err error
		if result[i].pages, result[i].rows, err = f.touched(c); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func (f *filled) once(c call) (time.Duration, error) {
	request, err := c.make()
	if err != nil {
		return 0, err
	}
	begun := time.Now()
	answer, err := f.send(request)
	took := time.Since(begun)
	if err == nil && c.after != nil {
		err = c.after(answer)
	}
	return took, err
}

// counted is how often a call is made to count what it touches.
const counted = 5

// touched counts the pages and rows that a call touches.
func (f *filled) touched(c call) (pages, rows float64, err error) {
	for range counted {
		pagesBefore, rowsBefore, err := f.counters()
		if err != nil {
			return 0, 0, err
		}
		request, err := c.make()
		if err != nil {
			return 0, 0, err
		}
		answer, err := f.send(request)
		if err != nil {
			return 0, 0, err
		}
		pagesAfter, rowsAfter, err := f.counters()
		if err != nil {
			return 0, 0, err
		}
		pages, rows = pages+float64(pagesAfter-pagesBefore)/counted, rows+float64(rowsAfter-rowsBefore)/counted
		if c.after != nil {
			if err := c.after(answer); err != nil {
				return 0, 0, err
			}
		}
	}
	return pages, rows, nil
}

// counters are what the database has counted, once the API's connection has said what it did.
func (f *filled) counters() (pages, rows int64, err error) {
	ctx := f.Context()
	if _, err := f.pool.Exec(ctx, "select pg_stat_force_next_flush()"); err != nil {
		return 0, 0, err
	}
	err = f.Admin.QueryRow(ctx, `
		select (select sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0) + coalesce(toast_blks_read + toast_blks_hit, 0)
				+ coalesce(tidx_blks_read + tidx_blks_hit, 0)) from pg_statio_user_tables)::bigint,
			(select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) from pg_stat_user_tables)::bigint`).Scan(&pages, &rows)
	return pages, rows, err
}
