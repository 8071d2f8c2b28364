package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// How long an API that does not answer is given, and how the pauses grow.
const (
	firstPause   = 200 * time.Millisecond
	longestPause = 5 * time.Second
	giveUpAfter  = time.Minute
	answerLimit  = 64 << 20
)

// Error is the API's sentence, with the members at fault.
func (p *Problem) Error() string {
	text := p.Detail
	for _, wrong := range p.Errors {
		if wrong.Field != "" {
			text += fmt.Sprintf(" [%s: %s]", wrong.Field, wrong.Message)
		}
	}
	return fmt.Sprintf("%s (%s)", text, p.Code)
}

// IsCode reports whether the API refused with this code.
func IsCode(err error, code string) bool {
	var p *Problem
	return errors.As(err, &p) && p.Code == code
}

// sender makes calls with a token, and again where nobody answered.
type sender struct {
	http  *http.Client
	token string
}

// Do makes a call until it is answered: an API that restarts is given a minute. A refusal is an error.
func (s *sender) Do(request *http.Request) (*http.Response, error) {
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	deadline := time.Now().Add(giveUpAfter)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		response, again, later, err := answer(s.http.Do(request))
		repeatable := request.Body == nil || request.GetBody != nil
		if err == nil || !again || !repeatable || time.Now().Add(later).After(deadline) {
			return response, err
		}
		select {
		case <-request.Context().Done():
			return nil, request.Context().Err()
		case <-time.After(max(pause, later)):
		}
		if request.GetBody != nil {
			if request.Body, err = request.GetBody(); err != nil {
				return nil, err
			}
		}
	}
}

// answer reads a response; again says that the call may be repeated, because nobody answered it, or there were too many of them; later is
// when, as far as the API says it.
func answer(response *http.Response, err error) (_ *http.Response, again bool, later time.Duration, _ error) {
	if err != nil {
		return nil, !errors.Is(err, context.Canceled), 0, err
	}
	content, err := io.ReadAll(io.LimitReader(response.Body, answerLimit))
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return nil, true, 0, err
	}
	if response.StatusCode < http.StatusBadRequest {
		response.Body = io.NopCloser(bytes.NewReader(content))
		return response, false, 0, nil
	}
	p := &Problem{Status: int64(response.StatusCode), Detail: response.Status}
	if json.Unmarshal(content, p) != nil || p.Code == "" {
		p.Code = "unexpected_answer"
	}
	if seconds, err := strconv.Atoi(response.Header.Get("Retry-After")); err == nil {
		later = time.Duration(max(0, seconds)) * time.Second
	}
	return nil, response.StatusCode >= http.StatusInternalServerError || response.StatusCode == http.StatusTooManyRequests, later, p
}
