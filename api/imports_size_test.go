package api_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// mostMemory is what a process may have while a file of a million rows goes through it.
const mostMemory = 300 << 20

// A file of many rows goes through in bounded memory: handed in, read and booked in one process here, which has the memory of all that
// are concerned. 10,000 rows by default; KAIPIAO_IMPORT_ROWS says more, as `make soak` does. Progress is shown meanwhile.
func TestF7ManyRowsNeedLittleMemory(t *testing.T) {
	rows := 10_000
	if said := os.Getenv("KAIPIAO_IMPORT_ROWS"); said != "" {
		var err error
		rows, err = strconv.Atoi(said)
		require.NoError(t, err)
	}
	s := newService(t)
	var content strings.Builder
	content.WriteString(tableHeader)
	for i := range rows {
		content.WriteString(tableRow(fmt.Sprint("m", i), fmt.Sprint("acct-", i%997), "0.01"))
	}
	size := content.Len()
	sent := content.String()
	debug.FreeOSMemory()
	before, stop := inUse(), make(chan struct{})
	var most atomic.Uint64
	go func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				if now := inUse(); now > most.Load() {
					most.Store(now)
				}
			}
		}
	}()
	begun := time.Now()
	a := s.handInFile(importing(sent, "format", "csv", "id", "many"))
	require.Equal(t, http.StatusAccepted, a.status, string(a.bytes))
	handedIn := time.Since(begun)
	s.work("many")
	close(stop)
	shown := s.must(upstream, http.MethodGet, "/v1/imports/many", nil)
	require.Equal(t, "booked", shown["status"])
	require.EqualValues(t, rows, shown["progress"].(object)["booked"])
	// the test itself holds the form it has sent, twice
	grown := int64(most.Load()) - int64(before) - int64(3*size)
	t.Logf("%d rows, %d MB: handed in after %s, booked after %s, %d MB more memory", rows, size>>20, handedIn.Round(time.Millisecond),
		time.Since(begun).Round(time.Millisecond), grown>>20)
	require.Less(t, grown, int64(mostMemory))
	var booked int
	require.NoError(t, s.pool.QueryRow(context.Background(), "select count(*) from consumptions").Scan(&booked))
	require.Equal(t, rows, booked)
}

// inUse is the memory that the runtime has of the system, and has not given back.
func inUse() uint64 {
	read := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	metrics.Read(read)
	return read[0].Value.Uint64() - read[1].Value.Uint64()
}
