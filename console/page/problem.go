package page

import (
	"net/http"

	"kaipiao/api"
	"kaipiao/console/words"
)

var (
	ours = words.Text{
		ZH: "未能完成，数据未受影响。请稍后重试；如仍不行，请联系我们。", EN: "This did not work, and nothing was changed. Please try again, or tell us.",
	}
	notFound  = words.Text{ZH: "没有这个页面，或您无权查看", EN: "There is no such page, or it is not yours to see"}
	notDone   = words.Text{ZH: "未能完成", EN: "This was not done"}
	notYours  = words.Text{ZH: "您没有这项权限", EN: "You may not do this"}
	tooMany   = words.Text{ZH: "请求过于频繁", EN: "Too many requests"}
	happened  = words.Text{ZH: "情况已有变化", EN: "Something has changed meanwhile"}
	checkThis = words.Text{ZH: "请检查以下内容", EN: "Please check this"}
)

// Problem is why something was not done, as the API answers it.
type Problem struct{ api.Problem }

// Says is the sentence.
func (p *Problem) Says() words.Text { return named(words.Text{ZH: p.DetailZH, EN: p.Detail}) }

// Title is the heading of a page that says it.
func (p *Problem) Title() words.Text {
	switch p.Status {
	case http.StatusNotFound:
		return notFound
	case http.StatusForbidden:
		return notYours
	case http.StatusTooManyRequests:
		return tooMany
	case http.StatusConflict:
		return happened
	case http.StatusBadRequest, http.StatusUnprocessableEntity:
		return checkThis
	default:
		return notDone
	}
}

// All are the sentences: one for each thing that is wrong, or the one of the whole.
func (p *Problem) All() []words.Text {
	if p == nil {
		return nil
	}
	if len(p.Errors) == 0 {
		return []words.Text{p.Says()}
	}
	all := make([]words.Text, len(p.Errors))
	for n, wrong := range p.Errors {
		all[n] = named(words.Text{ZH: wrong.MessageZH, EN: wrong.Message})
	}
	return all
}

// Of is what is wrong with a field of the form; the zero Text where nothing is.
func (p *Problem) Of(field string) words.Text {
	if p == nil {
		return words.Text{}
	}
	for _, wrong := range p.Errors {
		if wrong.Field == field {
			return words.Text{ZH: wrong.MessageZH, EN: wrong.Message}
		}
	}
	return words.Text{}
}

// Has reports whether one of the things that are wrong has this code.
func (p *Problem) Has(code string) bool {
	if p == nil {
		return false
	}
	for _, wrong := range p.Errors {
		if wrong.Code == code {
			return true
		}
	}
	return p.Code == code
}

// Refused reports whether an error is a refusal that the form can show, and remembers it for the page; other errors are the page's.
func (v *Visit) Refused(err error) bool {
	problem := ProblemOf(err)
	if problem.Status != http.StatusBadRequest && problem.Status != http.StatusUnprocessableEntity && problem.Status != http.StatusConflict {
		return false
	}
	v.Problem = problem
	return true
}

// Status is what a page with a form is answered with: that of what is wrong with it, or 200.
func (v *Visit) Status() int {
	if v.Problem == nil {
		return http.StatusOK
	}
	return v.Problem.Status
}
