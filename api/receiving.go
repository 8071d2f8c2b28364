package api

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humachi"
	"golang.org/x/sync/semaphore"

	"kaipiao/api/limits"
	"kaipiao/domain/refusal"
	"kaipiao/domain/strictjson"
)

// How much is worked at one time (S2). What does not find its place within the patience is answered with 503, and may be sent again.
const (
	bodiesAtOnce  = 48 << 20 // bytes that bodies may take in memory while they are worked at
	largeComing   = 48 << 20 // bytes of bodies of more than smallBody that are on their way
	hugeBody      = 1 << 20  // larger ones are worked at one after the other: reading them keeps a processor busy
	filesAtOnce   = 2        // files that are looked at, each in memory
	workPatience  = 20 * time.Second
	unreadTimeout = 10 * time.Second
)

// rooms bound what is worked at one time.
type rooms struct{ bodies, coming, huge, files *semaphore.Weighted }

func newRooms() rooms {
	return rooms{
		bodies: semaphore.NewWeighted(bodiesAtOnce), coming: semaphore.NewWeighted(largeComing), huge: semaphore.NewWeighted(1),
		files: semaphore.NewWeighted(filesAtOnce),
	}
}

// waitFor waits for a place in a room, but not for ever.
func waitFor(ctx context.Context, room *semaphore.Weighted, size int64) error {
	ctx, stop := context.WithTimeout(ctx, workPatience)
	defer stop()
	if room.Acquire(ctx, size) != nil {
		return edgeProblem(codeBusy)
	}
	return nil
}

// boundUnread bounds how long a caller is waited for who sends a body that nobody reads: one is read to its end before an answer is sent.
func boundUnread(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength != 0 {
			_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(unreadTimeout)) // a transport without deadlines has its own
		}
		next.ServeHTTP(w, r)
	})
}

// receive reads a call's body before the call begins, so that a caller who sends it slowly holds up nobody, and nothing but its bytes is
// held in memory meanwhile. Calls with a file read it themselves.
func (s *surface) receive(ctx huma.Context, next func(huma.Context)) {
	operation := ctx.Operation()
	inside := ctx.Context().Value(insideKey{}) != nil
	if inside || operation.RequestBody == nil || operation.Metadata[streamedOperation] != nil {
		next(ctx)
		return
	}
	if encoded := ctx.Header("Content-Encoding"); encoded != "" && encoded != "identity" {
		refuse(ctx, edgeProblem(codeMediaType))
		return
	}
	body, leave, problem := s.received(ctx, operation.MaxBodyBytes)
	if problem != nil {
		if problem.Status == http.StatusServiceUnavailable {
			problem = tooMany(kindOf("", ctx.Method()), &limits.Refused{Busy: true}, ctx.SetHeader)
		}
		refuse(ctx, problem)
		return
	}
	defer leave()
	next(received{ctx, bytes.NewReader(body)})
}

// received reads a body, and finds a place where it is worked at.
func (s *surface) received(ctx huma.Context, limit int64) (body []byte, leave func(), problem *Problem) {
	r, w := humachi.Unwrap(ctx)
	size := limit
	if r.ContentLength >= 0 {
		size = r.ContentLength
	}
	if size > limit {
		return nil, nil, bodyTooLarge(limit)
	}
	if size > smallBody {
		if waitFor(ctx.Context(), s.rooms.coming, size) != nil {
			return nil, nil, edgeProblem(codeBusy)
		}
		defer s.rooms.coming.Release(size)
	}
	body, err := readAll(newPaced(w, r.Body, plainBody), limit)
	if err != nil {
		return nil, nil, unreceived(err, limit)
	}
	leave, busy := s.rooms.enter(ctx.Context(), body)
	if busy {
		return nil, nil, edgeProblem(codeBusy)
	}
	return body, leave, nil
}

// enter finds a place for a body that is worked at.
func (r rooms) enter(ctx context.Context, body []byte) (leave func(), busy bool) {
	huge := len(body) > hugeBody
	if huge && waitFor(ctx, r.huge, 1) != nil {
		return nil, true
	}
	needs := needed(body)
	busy = waitFor(ctx, r.bodies, needs) != nil
	leave = func() {
		if !busy {
			r.bodies.Release(needs)
		}
		if huge {
			r.huge.Release(1)
		}
	}
	if busy {
		leave()
	}
	return leave, busy
}

// needed is about how many bytes a body of JSON takes in memory while it is read, judged and found wrong: itself, and so much for each of its
// names and values, of which no more than some are read.
func needed(body []byte) int64 {
	const copies, ofEach = 2, 200
	tokens := 1
	for _, sign := range []string{",", ":", "{", "["} {
		tokens += bytes.Count(body, []byte(sign))
	}
	return int64(copies*len(body) + ofEach*min(tokens, strictjson.MostTokens))
}

// errTooLarge: more came than is taken.
var errTooLarge = errors.New("the body is too large")

func readAll(body *paced, limit int64) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(body, limit+1))
	switch {
	case err != nil:
		return nil, err
	case int64(len(content)) > limit:
		return nil, errTooLarge
	default:
		body.done()
		return content, nil
	}
}

// unreceived says why a body was not received.
func unreceived(err error, limit int64) *Problem {
	switch {
	case errors.Is(err, errTooLarge):
		return bodyTooLarge(limit)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return edgeProblem(codeRequestTimeout)
	default:
		return newProblem(http.StatusBadRequest, string(refusal.InvalidRequest), inBoth(cutOff))
	}
}

func bodyTooLarge(limit int64) *Problem {
	size := strconv.FormatInt(limit, 10)
	return edgeProblem(codeBodyTooLarge, refusal.Words{English: size + " bytes", Chinese: size + " 字节"})
}

// received is a call whose body has come.
type received struct {
	humaContext
	body io.Reader
}

type humaContext huma.Context

// BodyReader reads it.
func (r received) BodyReader() io.Reader { return r.body }

// Unwrap finds the call as it came.
func (r received) Unwrap() huma.Context { return r.humaContext } //nolint:ireturn // the library asks for it
