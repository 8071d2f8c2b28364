package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"syscall"
	"time"

	"kaipiao/api/server"
	"kaipiao/encryption"
	"kaipiao/encryption/codecserver"
	"kaipiao/settings"
)

// How long people's tools may take for a call of the codec server, and how long they may keep an idle connection.
const (
	codecCallTimeout = 30 * time.Second
	codecIdleTimeout = time.Minute
	codecLargestHead = 16 << 10
)

// listenCodec takes the codec server's port; nothing where it is switched off.
func listenCodec(ctx context.Context, s settings.Settings) (net.Listener, error) {
	if s.CodecAddr == "" {
		return nil, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.CodecAddr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("%s is in use by another process; set KAIPIAO_CODEC_ADDR to a free address, or to off", s.CodecAddr)
	}
	if err != nil {
		return nil, fmt.Errorf("%s (KAIPIAO_CODEC_ADDR) cannot be listened on: %w", s.CodecAddr, err)
	}
	return listener, nil
}

// serveCodec has people's tools show what Temporal keeps, until ctx ends. The embedded stack's Web UI signs nobody in.
func serveCodec(ctx context.Context, listener net.Listener, s settings.Settings, verify codecserver.Verifier) error {
	if listener == nil {
		return nil
	}
	keys, err := encryption.Open(s.TemporalKeys)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	tools := &http.Server{
		Handler: codecserver.New(codecserver.Options{
			Codec: keys.CodecForPeople(), Verify: verify, Origins: s.CodecOrigins, TrustLoopback: s.TemporalEmbedded, Now: time.Now,
		}),
		ReadHeaderTimeout: headTimeout, ReadTimeout: codecCallTimeout, WriteTimeout: codecCallTimeout, IdleTimeout: codecIdleTimeout,
		MaxHeaderBytes: codecLargestHead, ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	return server.Until(ctx, tools, listener)
}
