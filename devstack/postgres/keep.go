package postgres

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// A server that dies this often, each time within quickDeath of its start, is given up.
const (
	quickDeaths = 10
	quickDeath  = 10 * time.Second
	restartWait = 500 * time.Millisecond
)

// keep starts the server again when it dies, with what was written before, until it is stopped or given up. Without news it
// waits for the end of its first life only.
func (s *Server) keep(news io.Writer) {
	defer close(s.ended)
	for deaths := 0; ; {
		l := s.present()
		<-l.ended
		if s.isStopping() || news == nil {
			return
		}
		deaths++
		if time.Since(l.started) > quickDeath {
			deaths = 1
		}
		if deaths > quickDeaths {
			fmt.Fprintf(news, "PostgreSQL dies again and again (%v)\n%s", l.err, s.log)
			return
		}
		fmt.Fprintf(news, "postgres ended (%v); starting it again\n", l.err)
		time.Sleep(restartWait)
		if err := s.revive(); err != nil {
			fmt.Fprintln(news, err)
			return
		}
	}
}

// revive begins another life, unless the server is being stopped.
func (s *Server) revive() error {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if s.stopping {
		return nil
	}
	next, err := s.launch()
	if err == nil {
		s.life = next
	}
	return err
}

func (s *Server) isStopping() bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return s.stopping
}

// logLimit is how much of what the server says is kept: its last words say why it ended.
const logLimit = 64 << 10

// lockedBuffer is what the server said last.
type lockedBuffer struct {
	mutex sync.Mutex
	text  []byte
}

// Write adds to it.
func (b *lockedBuffer) Write(text []byte) (int, error) {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	b.text = append(b.text, text...)
	if over := len(b.text) - logLimit; over > 0 {
		b.text = append([]byte(nil), b.text[over:]...)
	}
	return len(text), nil
}

// String is what is kept of it.
func (b *lockedBuffer) String() string {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	return string(b.text)
}
