package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"time"

	"kaipiao/access"
	"kaipiao/console/consoletest"
)

// tokens lets in whoever says its own name: this is no place for secrets.
type tokens struct{}

// Verify knows the people of the world.
func (tokens) Verify(_ context.Context, token string, _ time.Time) (access.Identity, error) {
	for _, who := range []access.Identity{consoletest.Customer, consoletest.Finance, consoletest.Auditor} {
		if who.Subject == token {
			return who, nil
		}
	}
	return access.Identity{}, access.ErrToken
}

// line is one measurement of a page. Times are milliseconds.
type line struct {
	Bench string  `json:"bench"`
	Page  string  `json:"page"`
	Unit  string  `json:"unit"`
	Ours  float64 `json:"ours"`
	Floor float64 `json:"floor"`
	Ratio float64 `json:"ratio"`
	// Median and FloorMedian are in the middle of all.
	Median      float64 `json:"ours_p50"`
	FloorMedian float64 `json:"floor_p50"`
	// HTML is how long the page is, and as it is sent.
	HTML int `json:"html_bytes"`
	Sent int `json:"html_bytes_sent"`
}

// times asks for a page and for the same reads over the API, in turn, so that both meet the same machine.
func (f *filled) times(one reading, rounds int) (line, error) {
	f.LetIn(one.By)
	page := func() ([]byte, error) { return f.get(f.URL+one.Page, one.By, false) }
	reads := func() error {
		for _, read := range one.Reads {
			if _, err := f.get(f.Calls+read, one.By, true); err != nil {
				return err
			}
		}
		return nil
	}
	var ours, floor []time.Duration
	var shown []byte
	for n := range warm + rounds {
		begun := time.Now()
		content, err := page()
		if err != nil {
			return line{}, err
		}
		between := time.Now()
		if err := reads(); err != nil {
			return line{}, err
		}
		if shown = content; n >= warm {
			ours, floor = append(ours, between.Sub(begun)), append(floor, time.Since(between))
		}
	}
	is := line{
		Bench: "reads", Page: one.Name, Unit: "ms, 95th percentile", Ours: at(ours, 95), Floor: at(floor, 95), Median: at(ours, 50),
		FloorMedian: at(floor, 50), HTML: len(shown), Sent: packed(shown),
	}
	is.Ratio = rounded(is.Ours / is.Floor)
	return is, nil
}

// at is a percentile, in milliseconds.
func at(all []time.Duration, percent int) float64 {
	slices.Sort(all)
	return rounded(float64(all[min(len(all)*percent/100, len(all)-1)].Microseconds()) / 1000)
}

func rounded(value float64) float64 { return float64(int64(value*100+0.5)) / 100 }

func (f *filled) get(address string, who access.Identity, overAPI bool) ([]byte, error) {
	request, err := http.NewRequestWithContext(f.T.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	if overAPI {
		request.Header.Set("Authorization", "Bearer "+who.Subject)
	} else {
		request.AddCookie(&http.Cookie{Name: "person", Value: url.QueryEscape(who.Subject)}) //nolint:gosec // of a world of our own
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	content, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s is answered with %d: %.300s", address, answer.StatusCode, content)
	}
	return content, nil
}

// packed is how many bytes are sent of a content.
func packed(content []byte) int {
	var sent bytes.Buffer
	w, err := gzip.NewWriterLevel(&sent, 5)
	if err != nil {
		panic(err)
	}
	_, _ = w.Write(content) // into memory
	_ = w.Close()
	return sent.Len()
}

// load is the first page that somebody opens.
type load struct {
	Name string
	By   access.Identity
	Page string
}

func loads() []load {
	return []load{
		{"first load of a customer", consoletest.Customer, "/console"},
		{"first load of finance", consoletest.Finance, "/console/desk/review"},
		{"first load of the figures", consoletest.Finance, "/console/figures"},
	}
}

// sizes is what a browser with an empty cache fetches; the budget is 200 KB.
type sizes struct {
	Bench string  `json:"bench"`
	Page  string  `json:"page"`
	Unit  string  `json:"unit"`
	Ours  int     `json:"ours"`
	Floor int     `json:"floor"`
	Ratio float64 `json:"ratio"`
	HTML  int     `json:"html"`
	Style int     `json:"style"`
	Code  int     `json:"scripts"`
}

const firstLoad = 200_000

var (
	styles  = regexp.MustCompile(`<link[^>]+href="(/console/assets/[^"]+\.css)"`)
	scripts = regexp.MustCompile(`<script[^>]+src="(/console/assets/[^"]+)"`)
)

// bytes adds up what the page and the files that it names are, as they are sent.
func (f *filled) bytes(one load) (sizes, error) {
	f.LetIn(one.By)
	html, err := f.get(f.URL+one.Page, one.By, false)
	if err != nil {
		return sizes{}, err
	}
	sum := func(named *regexp.Regexp) (size int, err error) {
		found := named.FindAllSubmatch(html, -1)
		if len(found) == 0 {
			return 0, errors.New("the page names no such file")
		}
		for _, match := range found {
			content, err := f.get(f.URL+string(match[1]), one.By, false)
			if err != nil {
				return 0, err
			}
			size += packed(content)
		}
		return size, nil
	}
	is := sizes{Bench: "reads", Page: one.Name, Unit: "bytes sent, against the budget", Floor: firstLoad, HTML: packed(html)}
	if is.Style, err = sum(styles); err != nil {
		return is, err
	}
	if is.Code, err = sum(scripts); err != nil {
		return is, err
	}
	is.Ours = is.HTML + is.Style + is.Code
	is.Ratio = rounded(float64(is.Ours) / firstLoad)
	return is, nil
}
