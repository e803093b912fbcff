// Package bucket keeps files in an S3 bucket: customers', and those that
// operators upload and send. Locally a folder does it.
package bucket

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/sufler/sufler/shared/desk"
	"github.com/sufler/sufler/shared/store/presign"
)

// Bucket is a bucket of files; what it signs is the Signer's.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
type Bucket struct {
	presign.Signer
	Client *s3.Client
}

// New is a bucket by name. An endpoint, if not nil, is a server in S3's place; it
// is addressed by path, since it has no host per bucket.
func New(cfg aws.Config, name string, endpoint *string) Bucket {
	return Bucket{
		Signer: presign.Signer{Bucket: name, Region: cfg.Region, Credentials: cfg.Credentials, Endpoint: endpoint, Now: time.Now},
		Client: s3.NewFromConfig(cfg, func(o *s3.Options) {
			o.BaseEndpoint, o.UsePathStyle = endpoint, endpoint != nil
		}),
	}
}

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
		Bucket: &b.Bucket, Key: &key, Body: tmp, ContentLength: &size, ContentType: aws.String("application/octet-stream"),
	})
	if err != nil {
		return 0, fmt.Errorf("%w: keep %s: %w", desk.ErrBusy, key, err)
	}
	return size, nil
}

// Remove implements flow.Remover. S3 says the same of what is not there.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
func (b Bucket) Remove(ctx context.Context, key string) error {
	if _, err := b.Client.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.Bucket, Key: &key}); err != nil {
		return fmt.Errorf("%w: remove %s: %w", desk.ErrBusy, key, err)
	}
	return nil
}

// Whole implements flow.Intake. S3 shows an object when all of it is there, and
// the slot took no other number of bytes; still the number is looked at, since
// a server in S3's place may be laxer.
func (b Bucket) Whole(ctx context.Context, u desk.Upload) error {
	_, err := b.head(ctx, u)
	return err
}

// Take implements flow.Intake. S3 copies by itself: no byte comes by here. It
// copies the very object that was looked at, though its slot may still be open.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html
func (b Bucket) Take(ctx context.Context, u desk.Upload, key string) error {
	tag, err := b.head(ctx, u)
	if err != nil {
		return err
	}
	_, err = b.Client.CopyObject(ctx, &s3.CopyObjectInput{
		Bucket: &b.Bucket, Key: &key, CopySource: aws.String(b.Bucket + "/" + u.Key()), CopySourceIfMatch: tag,
	})
	if err != nil {
		return fmt.Errorf("%w: take %s: %w", desk.ErrBusy, u.ID, err)
	}
	return nil
}

// head is the mark of an upload's bytes. ErrNotFound: they are not there.
func (b Bucket) head(ctx context.Context, u desk.Upload) (*string, error) {
	key := u.Key()
	have, err := b.Client.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &b.Bucket, Key: &key})
	switch {
	case gone(err):
		return nil, fmt.Errorf("upload %s: %w", u.ID, desk.ErrNotFound)
	case err != nil:
		return nil, fmt.Errorf("%w: look at upload %s: %w", desk.ErrBusy, u.ID, err)
	case aws.ToInt64(have.ContentLength) != u.Size:
		return nil, fmt.Errorf("upload %s is not whole: %w", u.ID, desk.ErrNotFound)
	}
	return have.ETag, nil
}

// Open implements desk.Shelf.
func (b Bucket) Open(ctx context.Context, key string) (desk.File, error) {
	got, err := b.Client.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.Bucket, Key: &key})
	switch {
	case gone(err):
		return desk.File{}, fmt.Errorf("file %s: %w", key, desk.ErrNotFound)
	case err != nil:
		return desk.File{}, fmt.Errorf("%w: open %s: %w", desk.ErrBusy, key, err)
	}
	return desk.File{Body: got.Body, MIME: aws.ToString(got.ContentType), Size: aws.ToInt64(got.ContentLength)}, nil
}

// Names are the names of objects that begin with a prefix, in their order, as S3 lists
// them. A cursor is the name before.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
func (b Bucket) Names(ctx context.Context, prefix string, ask desk.PageAsk) (page desk.Page[string], err error) {
	in := s3.ListObjectsV2Input{Bucket: &b.Bucket, Prefix: &prefix, MaxKeys: aws.Int32(int32(ask.Limit))}
	if ask.Cursor != "" {
		in.StartAfter = &ask.Cursor
	}
	got, err := b.Client.ListObjectsV2(ctx, &in)
	if err != nil {
		return page, fmt.Errorf("%w: list %s: %w", desk.ErrBusy, prefix, err)
	}
	for _, o := range got.Contents {
		page.Items = append(page.Items, aws.ToString(o.Key))
	}
	if aws.ToBool(got.IsTruncated) && len(page.Items) > 0 {
		page.Next = page.Items[len(page.Items)-1]
	}
	return page, nil
}

// gone says that an object is not there. S3 says "forbidden" of that to who may not list
// the bucket, and we may not.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
func gone(err error) bool {
	var answer *awshttp.ResponseError
	return errors.As(err, &answer) && (answer.HTTPStatusCode() == http.StatusNotFound || answer.HTTPStatusCode() == http.StatusForbidden)
}
