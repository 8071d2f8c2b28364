package api

import (
	"context"
	"net/http"

	"kaipiao/access"
	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
)

// Due is a deadline in working days, with how it came about (I3).
type Due struct {
	Due             calendar.Date   `json:"due" doc:"The day on which the working days are over, in Asia/Shanghai." example:"2026-10-15"`
	Skipped         []calendar.Date `json:"skipped" nullable:"false" doc:"Days off of the State Council's schedule that were passed over."`
	WorkedWeekends  []calendar.Date `json:"worked_weekends" nullable:"false" doc:"Weekend days that are worked and were counted."`
	Provisional     bool            `json:"provisional" doc:"Whether it may move, because a year on the way has no published schedule yet (I3)."`
	CalendarVersion string          `json:"calendar_version" doc:"The schedules by which it was counted, up to their last year." example:"state-council-2026"`
}

type dueAnswer struct{ Body Due }

type policyAnswer struct{ Body policy.Policy }

func (s *surface) rules() {
	on(s, call{method: http.MethodGet, path: "/v1/calendar/due", summary: "When some working days are over", does: access.ReadDue}, s.getDue)
	on(s, call{method: http.MethodPut, path: "/v1/calendar/{year}", summary: "Load a year's schedule of working days", does: access.LoadSchedule},
		s.putSchedule)
	on(s, call{method: http.MethodGet, path: "/v1/policy", summary: "The policy in force", does: access.ReadPolicy}, s.getPolicy)
}

// scheduleBody is a year's schedule of the State Council.
type scheduleBody struct {
	Source         string          `json:"source" minLength:"1" maxLength:"200" text:"line" doc:"The State Council's notice." example:"国办发明电〔2025〕7号"`
	Off            []calendar.Date `json:"off" maxItems:"100" nullable:"false" doc:"The days off that the notice names (节假日)."`
	WorkedWeekends []calendar.Date `json:"worked_weekends" maxItems:"30" nullable:"false" doc:"The Saturdays and Sundays that are worked instead (调休)."`
}

// Loaded says what a schedule moved.
type Loaded struct {
	CalendarVersion string `json:"calendar_version" doc:"The schedules that are in force from now on." example:"state-council-2027"`
	Moved           int    `json:"moved" doc:"How many promises are due on another day, or are provisional no more."`
}

// yearsAhead is for how many years after this one a schedule is loaded: the State Council announces the next one's.
const yearsAhead = 5

type loadedAnswer struct{ Body Loaded }

func (s *surface) putSchedule(ctx context.Context, in *struct {
	Year int `path:"year" minimum:"2000" maximum:"2200" doc:"The year of the schedule." example:"2027"`
	Body scheduleBody
},
) (*loadedAnswer, error) {
	schedule := calendar.Schedule{Year: in.Year, Source: in.Body.Source, Off: in.Body.Off, WorkedWeekends: in.Body.WorkedWeekends}
	if in.Year > s.Now().In(calendar.Shanghai).Year()+yearsAhead {
		return nil, malformed("year", "No schedule is announced so long before.", "该年度的放假安排尚不可能公布。")
	}
	if err := schedule.Check(); err != nil {
		return nil, err
	}
	moved, err := s.Office.Promises.LoadSchedule(ctx, schedule, actorOf(ctx), s.Now())
	if err != nil {
		return nil, err
	}
	c, err := s.Office.Promises.Calendar(ctx)
	return &loadedAnswer{Body: Loaded{CalendarVersion: c.Version, Moved: moved}}, err
}

func (s *surface) getDue(ctx context.Context, in *struct {
	From        string `query:"from" required:"true" format:"date" doc:"The day before the first that counts, in Asia/Shanghai." example:"2026-09-18"`
	WorkingDays int    `query:"working_days" required:"true" minimum:"0" maximum:"400" doc:"How many working days (工作日) are counted." example:"15"`
},
) (*dueAnswer, error) {
	from, err := calendar.ParseDate(in.From)
	if err != nil {
		return nil, malformed("from", "Write a date such as 2026-09-18.", "请填写日期，如 2026-09-18。")
	}
	if year := from.Year(); year < 2000 || year > 2200 {
		return nil, malformed("from", "The date must lie between the years 2000 and 2200.", "日期应在 2000 年至 2200 年之间。")
	}
	c, err := s.Office.Promises.Calendar(ctx)
	if err != nil {
		return nil, err
	}
	due := c.AddWorkingDays(from, in.WorkingDays)
	return &dueAnswer{Body: Due{
		Due: due.Date, Skipped: append([]calendar.Date{}, due.Skipped...), WorkedWeekends: append([]calendar.Date{}, due.WorkedWeekends...),
		Provisional: due.Provisional, CalendarVersion: due.CalendarVersion,
	}}, nil
}

func (s *surface) getPolicy(context.Context, *struct{}) (*policyAnswer, error) {
	return &policyAnswer{Body: s.Policy}, nil
}
