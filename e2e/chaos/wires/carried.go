package wires

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
)

// carriedLine is a line of toxiproxy's metrics: how many bytes it has received at one end of a link.
var carriedLine = regexp.MustCompile(`(?m)^toxiproxy_proxy_received_bytes_total\{.*proxy="([a-z-]+)".*\} ([0-9.e+]+)$`)

// Carried is how many bytes went over each link, in both directions.
func (w *Wires) Carried(ctx context.Context) (map[string]int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, w.api+"/metrics", http.NoBody)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	carried := map[string]int{}
	for _, line := range carriedLine.FindAllStringSubmatch(string(content), -1) {
		bytes, err := strconv.ParseFloat(line[2], 64)
		if err != nil {
			return nil, fmt.Errorf("read what the links have carried: %w", err)
		}
		carried[line[1]] += int(bytes)
	}
	return carried, nil
}
