package files

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/smithy-go"
	"gocloud.dev/blob"
)

var (
	// errKept says that a store has something under a key already.
	errKept = errors.New("something is kept under the key already")
	// errOverwrites says that a store cannot be trusted with files that never change.
	errOverwrites = errors.New("the store overwrites what it has: it does not know If-None-Match, without which a file could be lost to another one")
)

const (
	// largestAtOnce is how large an object may be that is sent in one call: S3 takes 5 GiB. Larger ones go in parts, of which some are in memory.
	largestAtOnce = 4 << 30
	// conflicts is how often a write is repeated that met another one of its key, each after longer than the last.
	conflicts     = 6
	afterConflict = 20 * time.Millisecond
)

// objects writes into a bucket: each object in one call that keeps all of it or nothing, straight from where it lies.
type objects struct {
	client *s3.Client
	bucket string
	// folder stands before every key; empty, or with a slash at its end.
	folder  string
	largest int64
}

// object is one that is written. Once: not over another one.
type object struct {
	key, contentType string
	sum              []byte
	size             int64
	once             bool
}

// put writes an object; errKept where there is one. The store compares what arrives with the checksum.
func (o *objects) put(ctx context.Context, of object, body io.ReadSeeker) error {
	input := &s3.PutObjectInput{
		Bucket: aws.String(o.bucket), Key: aws.String(o.folder + of.key), Body: body, ContentLength: aws.Int64(of.size),
		ContentType: aws.String(of.contentType), ChecksumSHA256: aws.String(base64.StdEncoding.EncodeToString(of.sum)),
	}
	if of.once {
		input.IfNoneMatch = aws.String("*")
	}
	for attempt := range conflicts {
		_, err := o.client.PutObject(ctx, input)
		if answered(err) == http.StatusPreconditionFailed {
			return errKept
		}
		// Somebody writes the same key in this moment: afterwards it is known who was first.
		if answered(err) != http.StatusConflict || attempt == conflicts-1 {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(afterConflict << attempt):
		}
		if _, err := body.Seek(0, io.SeekStart); err != nil {
			return err
		}
	}
	return nil
}

// create writes what is read. It lies on this machine until all of it is there: a sender may be slow, or fail, and a call may have to be repeated.
func (o *objects) create(ctx context.Context, bucket *blob.Bucket, key string, content io.Reader, sum hash.Hash, contentType string) error {
	local, err := os.CreateTemp("", "file-")
	if err != nil {
		return err
	}
	defer func() { _ = local.Close() }()            // nobody finds it any more
	if err := os.Remove(local.Name()); err != nil { // nobody finds it, and nothing is left of it when we die
		return err
	}
	size, err := io.Copy(local, content)
	if err != nil {
		return err
	}
	if _, err := local.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if size > o.largest {
		return stream(ctx, bucket, key, local, contentType)
	}
	return o.put(ctx, object{key: key, contentType: contentType, sum: sum.Sum(nil), size: size, once: true}, local)
}

// there asks for the bucket itself.
func (o *objects) there(ctx context.Context) error {
	_, err := o.client.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: aws.String(o.bucket)})
	return err
}

// tryOut writes a small object a second time, which has to be refused. It stays, so that the next time costs one call.
func (o *objects) tryOut(ctx context.Context) error {
	content := []byte("A key is written once.\n")
	sum := sha256.Sum256(content)
	trial := object{key: "trial/written-once", contentType: "text/plain", sum: sum[:], size: int64(len(content)), once: true}
	for range 2 {
		err := o.put(ctx, trial, bytes.NewReader(content))
		if errors.Is(err, errKept) {
			return o.there(ctx)
		}
		if err != nil {
			return fmt.Errorf("try to write: %w", err)
		}
	}
	return errOverwrites
}

// answered is the status of a store's answer that is an error; 0 where there was none.
func answered(err error) int {
	var response *awshttp.ResponseError
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// refused reports whether a store has said no, for good: it does not know us or the bucket, or lets us do nothing there.
func refused(err error) bool {
	var said smithy.APIError
	switch status := answered(err); {
	case status == http.StatusRequestTimeout, status == http.StatusTooManyRequests, status == http.StatusConflict:
		return false
	case errors.As(err, &said) && said.ErrorCode() == "RequestTimeTooSkewed":
		return false
	default:
		return status >= http.StatusMultipleChoices && status < http.StatusInternalServerError
	}
}
