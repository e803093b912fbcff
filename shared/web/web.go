// Package web is everything that speaks HTTP to us: the messengers' webhooks,
// the website's own channel, and the API with its documentation.
//
// It knows requests, answers and problems (RFC 9457); what happens is flow's.
// Mains build it from plugs and hand it to a server or a Lambda adapter.
package web
