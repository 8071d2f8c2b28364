package attack

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"io"
	"math/rand/v2"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// attacker is the address of who means harm.
const attacker = "127.0.0.2"

// noise is a picture of nearly ten MiB.
var noise = sync.OnceValue(func() []byte {
	picture := image.NewNRGBA(image.Rect(0, 0, 1800, 1800))
	random := rand.New(rand.NewPCG(1, 2))
	for i := range picture.Pix {
		picture.Pix[i] = byte(random.Uint32())
		if i%4 == 3 {
			picture.Pix[i] = 0xff
		}
	}
	var content bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.NoCompression}).Encode(&content, picture); err != nil {
		panic(err)
	}
	return content.Bytes()
})

// material is a form with a picture.
func material() (contentType string, body []byte) {
	var content bytes.Buffer
	form := multipart.NewWriter(&content)
	_ = form.WriteField("type", "other")
	file, _ := form.CreateFormFile("file", "scan.png")
	_, _ = file.Write(noise())
	_ = form.Close()
	return form.FormDataContentType(), content.Bytes()
}

// slowly sends so many bytes a second.
type slowly struct {
	content io.Reader
	most    int
}

func (s slowly) Read(into []byte) (int, error) {
	time.Sleep(100 * time.Millisecond)
	return s.content.Read(into[:min(len(into), s.most/10)])
}

// opened is a ticket of a customer.
func opened(t *testing.T, c *caller) string {
	t.Helper()
	ticket := c.must(t, http.MethodPost, "/v1/tickets", map[string]string{"kind": "other", "note": "请协助"}, "Idempotency-Key", "k")
	return "/v1/tickets/" + ticket["id"].(string) + "/materials"
}

// S1: methods that are none leave nothing behind.
func TestS1MadeUpMethods(t *testing.T) {
	attacked(t, func(s *service) {
		c := s.from(attacker, "")
		for n := range 3000 {
			c.send(fmt.Sprintf("ZZ%d", n), "/v1/policy", nil)
		}
	})
}

// S2: sixty uploads of ten MiB at once by one customer, as fast as they come: a few are taken at a time, the others are told to come again.
func TestS2SixtyUploadsAtOnce(t *testing.T) {
	contentType, body := material()
	require.Less(t, len(body), 10<<20+64<<10)
	require.Greater(t, len(body), 9<<20)
	attacked(t, func(s *service) {
		c := s.customer(t, "uploader", attacker)
		path := opened(t, c)
		var statuses [600]atomic.Int64
		var sending sync.WaitGroup
		for range 60 {
			sending.Go(func() {
				status, _, _ := c.send(http.MethodPost, path, bytes.NewReader(body), "Content-Type", contentType)
				statuses[status].Add(1)
			})
		}
		sending.Wait()
		require.GreaterOrEqual(t, statuses[http.StatusCreated].Load(), int64(1))
		require.GreaterOrEqual(t, statuses[http.StatusTooManyRequests].Load()+statuses[0].Load(), int64(30))
		require.Zero(t, statuses[http.StatusInternalServerError].Load())
	})
}

// S2: sixty uploads that are sent slowly: those that are below the pace are cut.
func TestS2SixtySlowUploads(t *testing.T) {
	t.Parallel() // it waits most of the time
	contentType, body := material()
	attacked(t, func(s *service) {
		c := s.customer(t, "trickler", attacker)
		path := opened(t, c)
		var cut, refused atomic.Int64
		var sending sync.WaitGroup
		for range 60 {
			sending.Go(func() {
				status, _, _ := c.send(http.MethodPost, path, slowly{bytes.NewReader(body), 2000}, "Content-Type", contentType)
				switch status {
				case http.StatusTooManyRequests:
					refused.Add(1)
				case http.StatusRequestTimeout, 0:
					cut.Add(1)
				default:
					t.Errorf("answered with %d", status)
				}
			})
		}
		sending.Wait()
		require.GreaterOrEqual(t, refused.Load()+cut.Load(), int64(60))
	})
}

// S2: twenty customers with four uploads each.
func TestS2ManyCustomersUpload(t *testing.T) {
	contentType, body := material()
	attacked(t, func(s *service) {
		var sending sync.WaitGroup
		for n := range 16 {
			c := s.customer(t, fmt.Sprintf("crowd-%d", n), attacker)
			path := opened(t, c)
			for range 4 {
				sending.Go(func() { c.send(http.MethodPost, path, bytes.NewReader(body), "Content-Type", contentType) })
			}
		}
		sending.Wait()
	})
}

// connections opens so many, says something on each, and closes them in the end.
func connections(t *testing.T, s *service, count int, say string, meanwhile func([]net.Conn)) {
	t.Helper()
	var open []net.Conn
	for n := range count {
		dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 1, byte(1+n%4))}, Timeout: 5 * time.Second}
		c, err := dialer.Dial("tcp", s.address)
		require.NoError(t, err)
		_, _ = io.WriteString(c, say)
		open = append(open, c)
	}
	meanwhile(open)
	for _, c := range open {
		_ = c.Close()
	}
}

// S2: two thousand connections that do nothing.
func TestS2IdleConnections(t *testing.T) {
	attacked(t, func(s *service) {
		connections(t, s, 2000, "", func([]net.Conn) { time.Sleep(3 * time.Second) })
		connections(t, s, 2000, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n", func([]net.Conn) { time.Sleep(3 * time.Second) })
	})
}

// S9: a thousand heads that never end.
func TestS9SlowHeads(t *testing.T) {
	t.Parallel() // it waits most of the time
	attacked(t, func(s *service) {
		connections(t, s, 1000, "GET /v1/policy HTTP/1.1\r\nHost: x\r\nX: ", func(open []net.Conn) {
			alive := open
			for range 14 {
				time.Sleep(time.Second)
				alive = writable(alive, "x")
			}
			require.Empty(t, alive, "who does not end a head within ten seconds is cut")
		})
	})
}

func writable(open []net.Conn, say string) (alive []net.Conn) {
	for _, c := range open {
		if _, err := io.WriteString(c, say); err == nil {
			alive = append(alive, c)
		}
	}
	return alive
}

// S9: bodies that do not come, of callers that are known and of those that are not.
func TestS9SlowBodies(t *testing.T) {
	t.Parallel() // it waits most of the time
	attacked(t, func(s *service) {
		token := s.customer(t, "slow-body", attacker).token
		say := "POST /v1/tickets HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 60000\r\nIdempotency-Key: k\r\nAuthorization: Bearer "
		connections(t, s, 200, say+token+"\r\n\r\n{", func(open []net.Conn) {
			connections(t, s, 200, say+"none\r\n\r\n{", func(more []net.Conn) {
				alive := append(open, more...)
				for range 14 {
					time.Sleep(time.Second)
					alive = writable(alive, " ")
				}
				require.Empty(t, alive, "who sends a byte a second is cut")
			})
		})
	})
}

// S9: answers that nobody reads.
func TestS9ReadersThatDoNotRead(t *testing.T) {
	attacked(t, func(s *service) {
		connections(t, s, 300, strings.Repeat("GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n", 30), func([]net.Conn) { time.Sleep(5 * time.Second) })
	})
}

// S2: a hundred downloads of ten MiB by one customer, who takes none of it.
func TestS2DownloadsThatNobodyTakes(t *testing.T) {
	contentType, body := material()
	attacked(t, func(s *service) {
		c := s.customer(t, "downloader", attacker)
		status, answer, _ := c.send(http.MethodPost, opened(t, c), bytes.NewReader(body), "Content-Type", contentType)
		require.Equal(t, http.StatusCreated, status, string(answer))
		var added struct{ Href string }
		require.NoError(t, json.Unmarshal(answer, &added))
		connections(t, s, 100, "GET "+added.Href+" HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "+c.token+"\r\n\r\n",
			func([]net.Conn) { time.Sleep(3 * time.Second) })
	})
}

// S3: 613 tickets of one customer in five seconds.
func TestS3AFloodOfTickets(t *testing.T) {
	attacked(t, func(s *service) {
		c := s.customer(t, "flooder", attacker)
		var taken, refused atomic.Int64
		var sending sync.WaitGroup
		for n := range 10 {
			sending.Go(func() {
				for m := range 62 {
					status, _, _ := c.send(http.MethodPost, "/v1/tickets", strings.NewReader(`{"kind":"other","note":"x"}`), "Idempotency-Key", fmt.Sprint(n, "-", m))
					switch status {
					case http.StatusCreated:
						taken.Add(1)
					case http.StatusTooManyRequests:
						refused.Add(1)
					}
				}
			})
		}
		sending.Wait()
		require.Greater(t, refused.Load(), int64(200))
		require.Greater(t, taken.Load(), int64(50))
	})
}

// S5: bodies of which everything is wrong: the answers are short, and the work is bounded.
func TestS5ManyErrors(t *testing.T) {
	attacked(t, func(s *service) {
		c := s.from(attacker, s.token(t, "--role", "service"))
		bad := `{"items":[` + strings.TrimSuffix(strings.Repeat(`{"id":" "},`, 300_000), ",") + `]}`
		zeros := `{"items":[` + strings.TrimSuffix(strings.Repeat(`0,`, 2_000_000), ",") + `]}`
		empty := `{"items":[` + strings.TrimSuffix(strings.Repeat(`{},`, 1_300_000), ",") + `]}`
		var names bytes.Buffer
		for n := range 250_000 {
			fmt.Fprintf(&names, `"m%d":{},`, n)
		}
		members := `{` + strings.TrimSuffix(names.String(), ",") + `}`
		digits := `{"items":[{"cash":` + strings.Repeat("9", 4_000_000) + `}]}`
		deep := strings.Repeat("[", 2_000_000)
		text := `{"items":[{"id":"` + strings.Repeat("x", 4_000_000) + `"}]}`
		var sending sync.WaitGroup
		for _, body := range []string{bad, zeros, empty, members, digits, deep, text} {
			require.LessOrEqual(t, len(body), 4<<20)
			for range 6 {
				sending.Go(func() {
					status, answer, _ := c.send(http.MethodPost, "/v1/consumptions", strings.NewReader(body))
					if status != http.StatusBadRequest && status != http.StatusServiceUnavailable {
						t.Errorf("%.20s: %d %.200s", body, status, answer)
					}
					if len(answer) > 64<<10 {
						t.Errorf("%.20s: an answer of %d bytes", body, len(answer))
					}
				})
			}
		}
		small := s.customer(t, "small-bodies", attacker)
		for range 20 {
			sending.Go(func() {
				for range 5 {
					small.send(http.MethodPost, "/v1/tickets", strings.NewReader("["+strings.Repeat("0,", 32_000)+"0]"), "Idempotency-Key", "k")
				}
			})
		}
		sending.Wait()
	})
}

// S9: what is no HTTP, or ends in the middle, is answered with 400 or not at all.
func TestS9BrokenRequests(t *testing.T) {
	attacked(t, func(s *service) {
		token := s.token(t, "--role", "service")
		head := "POST /v1/consumptions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\nAuthorization: Bearer " + token + "\r\n"
		for _, say := range []string{
			head + "Content-Length: 100\r\n\r\n{", head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
			head + "Transfer-Encoding: chunked\r\n\r\n5\r\n{}", head + "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n{}",
			head + "Transfer-Encoding: gzip\r\n\r\n{}", head + "Content-Length: -1\r\n\r\n{}", head + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
			head + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", head + "Content-Length: 0\r\n\r\n",
			"GET /docs/assets/%ff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET /docs/assets/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
			"GET /docs/assets/../../x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "GET /\xff HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
			"GET /v1/accounts/%ff HTTP/1.1\r\nHost: \xff\r\nConnection: close\r\n\r\n", "\x00\x01\x02\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
			"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
			"CONNECT x:1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
		} {
			c, err := net.Dial("tcp", s.address)
			require.NoError(t, err)
			_, _ = io.WriteString(c, say)
			_ = c.(*net.TCPConn).CloseWrite()
			_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
			response, err := http.ReadResponse(bufio.NewReader(c), nil)
			if err == nil {
				require.NotContains(t, []int{500, 502, 504}, response.StatusCode, "%q", say) // 501 and 505 are HTTP's own
				busy := response.StatusCode == http.StatusServiceUnavailable                 // what came before is still worked at
				require.True(t, !busy || response.Header.Get("Retry-After") != "", "%q", say)
				require.NoError(t, response.Body.Close())
			}
			_ = c.Close()
		}
	})
}
