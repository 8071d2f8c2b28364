package faults_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"kaipiao/sandbox/faults"
	"kaipiao/sandbox/store"
)

func open(t *testing.T, directory string) (*faults.Book, *store.Store) {
	t.Helper()
	opened, err := store.Open(directory)
	require.NoError(t, err)
	book, err := faults.Open(opened)
	require.NoError(t, err)
	return book, opened
}

func take(t *testing.T, book *faults.Book, operation faults.Operation, keys ...string) faults.Mode {
	t.Helper()
	mode, err := book.Take(operation, keys)
	require.NoError(t, err)
	return mode
}

func TestAFaultStrikesAsOftenAsOrderedAndOnlyWhatItMatches(t *testing.T) {
	book, opened := open(t, t.TempDir())
	defer func() { require.NoError(t, opened.Close()) }()
	require.NoError(t, book.Add(faults.Fault{Operation: faults.Issue, Mode: faults.Hang, Times: 2, Match: "KPAB"}))
	require.NoError(t, book.Add(faults.Fault{Operation: faults.Issue, Mode: faults.Reject, Match: "KP"}))

	require.Equal(t, faults.None, take(t, book, faults.Query, "KPABC"), "another operation")
	require.Equal(t, faults.None, take(t, book, faults.Issue, "XX"), "another serial")
	require.Equal(t, faults.Hang, take(t, book, faults.Issue, "KPABC"), "the first ordered strikes first")
	require.Equal(t, faults.Reject, take(t, book, faults.Issue, "KPXX"))
	require.Equal(t, faults.Hang, take(t, book, faults.Issue, "nobody", "KPABD"), "any of the keys")
	for range 5 {
		require.Equal(t, faults.Reject, take(t, book, faults.Issue, "KPABC"), "without times it strikes until it is deleted")
	}
	require.NoError(t, book.Clear(""))
	require.Equal(t, faults.None, take(t, book, faults.Issue, "KPABC"))
}

func TestAFaultShowsWhereItIsNoticed(t *testing.T) {
	asked := []faults.Operation{faults.Issue, faults.Query, faults.QueryRed, faults.Red, faults.File}
	for _, given := range []struct {
		operation faults.Operation
		mode      faults.Mode
		shows     []faults.Operation
	}{
		{faults.Issue, faults.Error500, []faults.Operation{faults.Issue}},
		{faults.Issue, faults.Pending, []faults.Operation{faults.Query}},
		{faults.Issue, faults.SealFailed, []faults.Operation{faults.Query}},
		{faults.Issue, faults.FileMissing, []faults.Operation{faults.File}},
		{faults.Query, faults.Hang, []faults.Operation{faults.Query, faults.QueryRed}},
		{faults.Query, faults.Pending, []faults.Operation{faults.Query, faults.QueryRed}},
		{faults.Query, faults.SealFailed, []faults.Operation{faults.Query}},
		{faults.Red, faults.Reject, []faults.Operation{faults.Red}},
		{faults.Red, faults.Pending, []faults.Operation{faults.QueryRed}},
		{faults.File, faults.FileMissing, []faults.Operation{faults.File}},
	} {
		book, opened := open(t, t.TempDir())
		require.NoError(t, book.Add(faults.Fault{Operation: given.operation, Mode: given.mode}))
		var shows []faults.Operation
		for _, operation := range asked {
			if take(t, book, operation, "KP1") == given.mode {
				shows = append(shows, operation)
			}
		}
		require.Equal(t, given.shows, shows, "%s %s", given.operation, given.mode)
		require.NoError(t, opened.Close())
	}
}

func TestAFaultThatWouldNotShowNowIsKeptForLater(t *testing.T) {
	book, opened := open(t, t.TempDir())
	defer func() { require.NoError(t, opened.Close()) }()
	require.NoError(t, book.Add(faults.Fault{Operation: faults.Issue, Mode: faults.SealFailed, Times: 1}))
	mode, err := book.Take(faults.Query, []string{"KP1"}, faults.SealFailed)
	require.NoError(t, err)
	require.Equal(t, faults.None, mode)
	require.Equal(t, faults.SealFailed, take(t, book, faults.Query, "KP1"))
	require.Empty(t, book.List())
}

func TestStandingFaultsSurviveARestartWithWhatTheyHaveDone(t *testing.T) {
	directory := t.TempDir()
	book, opened := open(t, directory)
	require.NoError(t, book.Add(faults.Fault{Operation: faults.Query, Mode: faults.Pending, Times: 3}))
	require.Equal(t, faults.Pending, take(t, book, faults.Query, "KP1"))
	require.NoError(t, opened.Close())

	book, opened = open(t, directory)
	defer func() { require.NoError(t, opened.Close()) }()
	require.Len(t, book.List(), 1)
	require.Equal(t, 1, book.List()[0].Struck)
	require.Equal(t, faults.Pending, take(t, book, faults.Query, "KP1"))
	require.Equal(t, faults.Pending, take(t, book, faults.Query, "KP1"))
	require.Equal(t, faults.None, take(t, book, faults.Query, "KP1"))
	require.Empty(t, book.List())
}

// call does one call on the faults over HTTP.
func call(book *faults.Book, method, body string) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	book.Register(mux)
	recorder := httptest.NewRecorder()
	mux.ServeHTTP(recorder, httptest.NewRequest(method, "/faults", strings.NewReader(body)))
	return recorder
}

func TestAnOrderThatMeansNothingIsRefusedWithASentence(t *testing.T) {
	book, opened := open(t, t.TempDir())
	defer func() { require.NoError(t, opened.Close()) }()
	for body, sentence := range map[string]string{
		``:                                    "not the JSON",
		`{"operation":"issue"}`:               `mode \"\" is not known`,
		`{"mode":"hang"}`:                     `operation \"\" is not known`,
		`{"operation":"print","mode":"hang"}`: "it is one of issue, query, red, file, ship, mail, webhook",
		`{"operation":"issue","mode":"slow"}`: "it is one of error_500, hang",
		`{"operation":"mail","mode":"seal_failed"}`:                "means nothing",
		`{"operation":"red","mode":"quota_exhausted"}`:             "means nothing",
		`{"operation":"red","mode":"file_missing"}`:                "means nothing",
		`{"operation":"issue","mode":"hang","times":-1}`:           "times is -1",
		`{"operation":"issue","mode":"hang","times":"1"}`:          "not the JSON",
		`{"operation":"issue","mode":"hang","serial":"KP"}`:        "unknown field",
		`{"operation":"issue","mode":"hang"}{"operation":"issue"}`: "after its JSON object",
	} {
		answer := call(book, http.MethodPost, body)
		require.Equal(t, http.StatusBadRequest, answer.Code, body)
		require.Contains(t, answer.Body.String(), sentence, body)
	}
	require.JSONEq(t, `{"items":[]}`, call(book, http.MethodGet, "").Body.String())
}

func TestEveryModeOfTheContractIsTaken(t *testing.T) {
	book, opened := open(t, t.TempDir())
	defer func() { require.NoError(t, opened.Close()) }()
	modes := []string{"error_500", "hang", "drop_after_commit", "reject", "pending", "quota_exhausted", "session_expired", "seal_failed", "file_missing"}
	for _, operation := range []string{"issue", "query", "file"} {
		for _, mode := range modes {
			answer := call(book, http.MethodPost, `{"operation":"`+operation+`","mode":"`+mode+`","times":1,"match":"KP"}`)
			require.Equal(t, http.StatusCreated, answer.Code, operation+mode)
		}
	}
	for operation, count := range map[string]int{"red": 5, "ship": 7, "mail": 7, "webhook": 4} {
		for _, mode := range modes[:count] {
			require.Equal(t, http.StatusCreated, call(book, http.MethodPost, `{"operation":"`+operation+`","mode":"`+mode+`"}`).Code, operation+mode)
		}
	}
	require.Equal(t, http.StatusCreated, call(book, http.MethodPost, `{"operation":"red","mode":"session_expired"}`).Code)
	require.Len(t, book.List(), 3*9+5+7+7+4+1)
	require.Equal(t, http.StatusNoContent, call(book, http.MethodDelete, "").Code)
	require.Empty(t, book.List())
}
