package afterwards

import (
	"net/http"

	"github.com/google/uuid"

	"kaipiao/api"
	"kaipiao/console/page"
	"kaipiao/console/words"
)

// formKey is the key of a form, made when it is shown, so that handing it in twice makes one thing.
func formKey() string { return uuid.NewString() }

// timelinePages is how many pages of a timeline are read at most, of 200 events each.
const timelinePages = 10

// timeline reads what happened to an object, and turns it round: the latest first.
func timeline(v *page.Visit, path string) ([]api.Event, error) {
	var all []api.Event
	cursor := ""
	for range timelinePages {
		var found page.List[api.Event]
		if err := v.Get(path+"?limit=200&cursor="+cursor, &found); err != nil {
			return nil, err
		}
		all = append(all, found.Items...)
		if found.NextCursor == nil {
			break
		}
		cursor = *found.NextCursor
	}
	for one, other := 0, len(all)-1; one < other; one, other = one+1, other-1 {
		all[one], all[other] = all[other], all[one]
	}
	return all, nil
}

// exceptional are the events that somebody looks for who asks what went wrong.
var exceptional = map[api.EventName]bool{
	"rejected": true, "message_refused": true, "waiting": true, "parked": true, "reduced": true, "failed": true, "corrected": true,
	"correction_proposed": true, "correction_refused": true, "refused_by_vendor": true, "due_changed": true, "promise_at_risk": true,
	"promise_missed": true, "parcel_returned": true, "to_send_again": true, "reversal_parked": true, "red_denied": true, "red_lapsed": true,
	"red_refused": true, "void_refused": true, "red_form_found": true, "undone_elsewhere": true,
}

// onlyExceptions leaves the others out where the address asks for it.
func onlyExceptions(v *page.Visit, events []api.Event) []api.Event {
	if v.Form("only") != "exceptions" {
		return events
	}
	var left []api.Event
	for _, one := range events {
		if exceptional[one.What] {
			left = append(left, one)
		}
	}
	return left
}

// passFile hands out a file of an object, after the object was found to be the visitor's: otherwise there is a page that says so.
func passFile(v *page.Visit, object, file string) error {
	var found struct{}
	if err := v.Get(object, &found); err != nil {
		return err
	}
	return v.API().Pass(v.W, v.R, v.Who, file)
}

// done says on the next page what was done, by a word of the address.
var done = map[string]words.Text{
	"cancelled": {ZH: "申请已撤销，金额已退回可开票金额。", EN: "The application is cancelled; its amount can be invoiced again."},
	"requested": {ZH: "红冲申请已提交。", EN: "The red-issue is requested."},
	"withdrawn": {ZH: "已申请撤回，结果会显示在这里。", EN: "It is being taken back; what comes of it will stand here."},
	"opened":    {ZH: "工单已提交。", EN: "The ticket is open."},
	"handed_in": {ZH: "材料已上传。", EN: "The material is handed in."},
	"confirmed": {ZH: "已确认，财务将盖章。", EN: "Confirmed; finance will seal it."},
	"changes":   {ZH: "修改要求已提交给财务。", EN: "Finance has your changes."},
	"taken":     {ZH: "工单已撤回。", EN: "The ticket is withdrawn."},
	"saved":     {ZH: "已保存。已提交的申请不受影响。", EN: "Saved. What was applied for stays as it was."},
	"deleted":   {ZH: "已删除。", EN: "Deleted."},
}

// after is an address with the word of what was done.
func after(path, word string) string { return path + "?done=" + word }

// notAnymore reports whether a call came too late, because somebody else was first.
func notAnymore(err error) bool { return page.ProblemOf(err).Status == http.StatusConflict }
