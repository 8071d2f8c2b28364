package api

import (
	"context"
	"net/http"

	"kaipiao/domain/calendar"
	"kaipiao/domain/policy"
)

// Due is a deadline in working days, with how it came about (I3).
type Due struct {
	Due             calendar.Date   `json:"due"`
	Skipped         []calendar.Date `json:"skipped" nullable:"false" doc:"Days off of the State Council's schedule that were passed over."`
	WorkedWeekends  []calendar.Date `json:"worked_weekends" nullable:"false" doc:"Weekend days that are worked and were counted."`
	Provisional     bool            `json:"provisional" doc:"A year on the way has no published schedule yet."`
	CalendarVersion string          `json:"calendar_version"`
}

type dueAnswer struct{ Body Due }

type policyAnswer struct{ Body policy.Policy }

func (s *surface) rules() {
	on(s, call{method: http.MethodGet, path: "/v1/calendar/due", summary: "When some working days are over", roles: anybody}, s.getDue)
	on(s, call{method: http.MethodGet, path: "/v1/policy", summary: "The policy in force", roles: anybody}, s.getPolicy)
}

func (s *surface) getDue(_ context.Context, in *struct {
	From        string `query:"from" required:"true" format:"date"`
	WorkingDays int    `query:"working_days" required:"true" minimum:"0" maximum:"400"`
},
) (*dueAnswer, error) {
	from, err := calendar.ParseDate(in.From)
	if err != nil {
		return nil, malformed("from", "Write a date such as 2026-09-18.")
	}
	if year := from.Year(); year < 2000 || year > 2200 {
		return nil, malformed("from", "The date must lie between the years 2000 and 2200.")
	}
	due := s.Calendar.AddWorkingDays(from, in.WorkingDays)
	return &dueAnswer{Body: Due{
		Due: due.Date, Skipped: append([]calendar.Date{}, due.Skipped...), WorkedWeekends: append([]calendar.Date{}, due.WorkedWeekends...),
		Provisional: due.Provisional, CalendarVersion: due.CalendarVersion,
	}}, nil
}

func (s *surface) getPolicy(context.Context, *struct{}) (*policyAnswer, error) {
	return &policyAnswer{Body: s.Policy}, nil
}
