// Package bucket keeps customers' files in an S3 bucket, and hands them out by
// presigned links that soon expire. Locally a folder does both.
package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sufler/sufler/shared/desk"
)

// Bucket is a bucket of files.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
type Bucket struct {
	Client *s3.Client
	Name   string
}

// New is a bucket by name. An endpoint, if not nil, is a server in S3's place; it
// is addressed by path, since it has no host per bucket.
func New(cfg aws.Config, name string, endpoint *string) Bucket {
	return Bucket{Name: name, Client: s3.NewFromConfig(cfg, func(o *s3.Options) {
		o.BaseEndpoint, o.UsePathStyle = endpoint, endpoint != nil
	})}
}

// LinkLife is how long a link works.
const LinkLife = 10 * time.Minute

// Keep stores a file under key, over what is there. A messenger's stream says
// neither its size nor can it be read twice, and S3 wants both: it goes through
// a temporary file. Repeating is harmless.
func (b Bucket) Keep(ctx context.Context, key string, file desk.File) (size int64, err error) {
	tmp, err := os.CreateTemp("", "keep-*")
	if err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	defer func() { err = errors.Join(err, tmp.Close(), os.Remove(tmp.Name())) }()
	if size, err = io.Copy(tmp, file.Body); err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	if _, err = tmp.Seek(0, io.SeekStart); err != nil {
		return 0, fmt.Errorf("keep %s: %w", key, err)
	}
	_, err = b.Client.PutObject(ctx, &s3.PutObjectInput{
		Bucket: &b.Name, Key: &key, Body: tmp, ContentLength: &size, ContentType: aws.String("application/octet-stream"),
	})
	if err != nil {
		return 0, fmt.Errorf("%w: keep %s: %w", desk.ErrBusy, key, err)
	}
	return size, nil
}

// Link is an address under which the file can be had for LinkLife, to be saved
// and never shown as a page: it is a stranger's.
func (b Bucket) Link(ctx context.Context, key, name string) (string, error) {
	req, err := s3.NewPresignClient(b.Client).PresignGetObject(ctx, &s3.GetObjectInput{
		Bucket: &b.Name, Key: &key, ResponseContentType: aws.String("application/octet-stream"),
		ResponseContentDisposition: aws.String("attachment; filename*=UTF-8''" + url.PathEscape(name)),
	}, s3.WithPresignExpires(LinkLife))
	if err != nil {
		return "", fmt.Errorf("link %s: %w", key, err)
	}
	return req.URL, nil
}
