package stack

import (
	"cmp"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"kaipiao/devstack/freeport"
	"kaipiao/encryption"
)

// usualCodec is where the Web UI has payloads decrypted, as long as nobody else is there.
const usualCodec = "127.0.0.1:8234"

// makeKeys makes the keys of what Temporal keeps on the first start, unless others are set; and finds where the Web UI has them used.
func (s *Stack) makeKeys() error {
	if s.settings.TemporalKeys == filepath.Join(s.settings.RunDir, "temporal-keys") {
		var accepted []encryption.Key
		if _, err := os.Stat(filepath.Join(s.settings.RunDir, "temporal.db")); err == nil {
			accepted = append(accepted, encryption.InClear(time.Now())) // runs from before there were keys go on
		}
		if err := encryption.MakeFile(s.settings.TemporalKeys, time.Now(), accepted...); err != nil {
			return err
		}
	}
	if s.settings.CodecAddr != "" || s.codecOff {
		return nil
	}
	s.settings.CodecAddr = usualCodec
	if checkPorts([]port{{usualCodec, "", ""}}) == nil {
		return nil
	}
	var err error
	s.settings.CodecAddr, err = freeport.FindAddress()
	return err
}

// codecOrigins are the Web UI's addresses as a browser on this machine may write them.
func (s *Stack) codecOrigins() string {
	origins := s.settings.CodecOrigins
	if host, port, err := net.SplitHostPort(s.settings.TemporalUIAddr); err == nil && net.ParseIP(host).IsLoopback() {
		origins = append(origins, "http://"+net.JoinHostPort("localhost", port))
	}
	return strings.Join(origins, ",")
}

// codecEndpoint is where the Web UI finds it; empty where it is off.
func (s *Stack) codecEndpoint() string {
	if s.settings.CodecAddr == "" {
		return ""
	}
	return "http://" + s.settings.CodecAddr
}

// codecTold is what the programs are told of it.
func (s *Stack) codecTold() string { return cmp.Or(s.settings.CodecAddr, "off") }
