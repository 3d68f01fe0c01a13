// Package record keeps what backends answered in files, and answers from them:
// two http.RoundTrippers that take the place of the network.
//
// The common calls are
//
//	client := &http.Client{Transport: record.New(dir, http.DefaultTransport, record.Options{})}
//
//	replay, err := record.Open(dir)
//	client := &http.Client{Transport: replay}
//
// An exchange is one JSON file, written when the answer has been read to its
// end. Its name is made of the call alone, so that the same calls give the same
// files. Credentials are masked in headers, URLs and bodies before anything is
// written, and in what is looked up in the same way. Answers pass on unchanged,
// as they come; the recorder never changes a call, and never makes one fail.
package record
