# Varnish in front of Broadsheet. Needs Varnish 6.0 or newer and its module xkey (Debian: varnish-modules).
# Set here where the paper is, and who may say that pages are to be dropped.
vcl 4.1;

import std;
import xkey;

backend paper {
    .host = "127.0.0.1";
    .port = "8000";
    .connect_timeout = 2s;
    .first_byte_timeout = 60s;
}

# The machines on which `broadsheet worker` runs.
acl workers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        # What came through the server that speaks TLS comes from this machine, too, but carries this header.
        if (client.ip !~ workers || req.http.X-Forwarded-Proto) {
            return (synth(403));
        }
        if (!req.http.xkey-purge) {
            return (synth(400));
        }
        set req.http.dropped = xkey.purge(req.http.xkey-purge);
        return (synth(200, "Dropped " + req.http.dropped));
    }
    if (req.http.X-Forwarded-Proto) {
        # Varnish has added the address of the server that speaks TLS; the last one shall be the reader's.
        set req.http.X-Forwarded-For = regsub(req.http.X-Forwarded-For, ", *[^,]*$", "");
    }
    if (req.url ~ "^/desk(/|\?|$)" || (req.method != "GET" && req.method != "HEAD")) {
        return (pass);
    }
    # Readers' pages are the same for everybody.
    unset req.http.Cookie;
}

sub vcl_hash {
    # A page says its own address, with http or https.
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_backend_response {
    # Nothing is shown any longer than it is right.
    set beresp.grace = 0s;
    set beresp.keep = 0s;
    if (beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
        set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*max-age=([0-9]+).*$", "\1s"), 0s);
    } elsif (!beresp.http.Cache-Control || std.integer(beresp.http.Content-Length, 0) > 10000000) {
        # What does not say how long is not kept, nor are films.
        set beresp.uncacheable = true;
        set beresp.ttl = 120s;
        return (deliver);
    }
}

sub vcl_deliver {
    unset resp.http.xkey;
    unset resp.http.Surrogate-Control;
    if (obj.hits > 0) {
        set resp.http.X-Cache = "HIT";
    } else {
        set resp.http.X-Cache = "MISS";
    }
}
