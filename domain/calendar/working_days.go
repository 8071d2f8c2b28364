package calendar

import (
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
)

//go:embed schedules/*.json
var published embed.FS

// schedule is one year's notice of the State Council (国务院办公厅关于部分节假日安排的通知).
type schedule struct {
	Year           int      `json:"year"`
	Source         string   `json:"source"`
	Off            []period `json:"off"`
	WorkedWeekends []Date   `json:"worked_weekends"`
}

type period struct {
	From Date `json:"from"`
	To   Date `json:"to"`
}

// Calendar knows which days are worked (I3). A Calendar does not change; a new year's schedule makes a new one.
type Calendar struct {
	// Version names the data, so that a due date can be traced to what it was computed from.
	Version string
	// revisions are the years whose schedule is known, each with its version.
	revisions map[int]int
	off       map[Date]bool
	worked    map[Date]bool
}

// Published is the calendar of the schedules embedded in the program.
func Published() (Calendar, error) {
	c := Calendar{revisions: map[int]int{}, off: map[Date]bool{}, worked: map[Date]bool{}}
	files, err := fs.Glob(published, "schedules/*.json")
	if err != nil {
		return Calendar{}, err
	}
	slices.Sort(files)
	for _, file := range files {
		content, err := published.ReadFile(file)
		if err != nil {
			return Calendar{}, err
		}
		var s schedule
		if err := json.Unmarshal(content, &s); err != nil {
			return Calendar{}, fmt.Errorf("calendar %s: %w", file, err)
		}
		c.add(s)
	}
	return c, nil
}

func (c *Calendar) add(s schedule) {
	c.revisions[s.Year] = 1
	for _, p := range s.Off {
		for day := p.From; !p.To.Before(day); day = day.AddDays(1) {
			c.off[day] = true
		}
	}
	for _, day := range s.WorkedWeekends {
		c.worked[day] = true
	}
	c.Version = c.version()
}

// Due is a deadline in working days, with how it came about.
type Due struct {
	Date Date
	// Skipped lists the days off of the schedules that were passed over; plain weekends are not listed.
	Skipped []Date
	// WorkedWeekends lists the weekend days that were counted because they are worked.
	WorkedWeekends []Date
	// Provisional: a year on the way has no published schedule yet, so the date may move (I3).
	Provisional     bool
	CalendarVersion string
}

// AddWorkingDays counts n working days, the first of them being the next one after from.
func (c Calendar) AddWorkingDays(from Date, n int) Due {
	due := Due{Date: from, CalendarVersion: c.Version, Provisional: !c.Knows(from.Year())}
	for counted := 0; counted < n; {
		due.Date = due.Date.AddDays(1)
		if !c.Knows(due.Date.Year()) {
			due.Provisional = true
		}
		switch {
		case c.off[due.Date]:
			due.Skipped = append(due.Skipped, due.Date)
		case c.worked[due.Date]:
			due.WorkedWeekends = append(due.WorkedWeekends, due.Date)
			counted++
		case !due.Date.Weekend():
			counted++
		}
	}
	return due
}
