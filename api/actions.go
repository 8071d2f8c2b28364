package api

import (
	"context"
	"net/url"
	"strings"

	"kaipiao/access"
	"kaipiao/domain/life"
)

// Action is what this caller may do with an object now, or would expect to be able to, and why not.
type Action struct {
	Action  string  `json:"action" doc:"What is done: the same name for as long as there is this call." example:"cancel"`
	Method  string  `json:"method" doc:"The HTTP method of the call." example:"POST"`
	Href    string  `json:"href" doc:"The path of the call; of a file, the one for pdf: ofd and xml go the same way." example:"/v1/operator-tasks/12/seen-to"`
	Allowed bool    `json:"allowed" doc:"Whether this caller may do it now."`
	Why     *string `json:"why" nullable:"true" doc:"Why it is not possible now: the sentence with which the call would be refused. Null where it is possible."`
	WhyZH   *string `json:"why_zh" nullable:"true" doc:"The same sentence in Chinese; null where it is possible."`
}

// actions shows what is offered to the caller: what its role may do with such an object at all, each with its call.
func (s *surface) actions(ctx context.Context, on access.Object, offers []life.Offer) []Action {
	who, shown := callerOf(ctx), []Action{}
	for _, offer := range offers {
		do := access.ActionOf(offer.Subject, offer.Action)
		made, isCall := s.calls[do]
		if !isCall || access.May(who, do, on) != nil {
			continue
		}
		action := Action{Action: string(offer.Action), Method: made.method, Href: hrefOf(made.path, offer), Allowed: offer.Why == nil}
		if offer.Why != nil {
			english, chinese := offer.Why.English(), offer.Why.Chinese()
			action.Why, action.WhyZH = &english, &chinese
		}
		shown = append(shown, action)
	}
	return shown
}

// hrefOf is the address of a call about an object.
func hrefOf(path string, offer life.Offer) string {
	id, own := url.PathEscape(offer.Object), url.PathEscape(offer.Object)
	if offer.Of != "" {
		id = url.PathEscape(offer.Of)
	}
	return strings.NewReplacer("{id}", id, "{reversal}", own, "{task}", id, "{seller}", id, "{account}", id, "{format}", "pdf").Replace(path)
}
