/* Two comforts for those who have scripts: a signature drawn by hand, and how far an upload is. */
(function () {
  "use strict";

  function drawing(box) {
    var canvas = box.querySelector("canvas"), field = box.querySelector("input"), again = box.querySelector("button");
    var pen = canvas.getContext("2d"), lines = [], line = null;
    box.hidden = false;

    function keep() {
      field.value = lines.map(function (one) {
        return one.map(function (point) { return point.join(","); }).join(" ");
      }).join(";");
    }

    function point(event) {
      var area = canvas.getBoundingClientRect();
      var x = Math.round((event.clientX - area.left) * canvas.width / area.width);
      var y = Math.round((event.clientY - area.top) * canvas.height / area.height);
      return [Math.min(Math.max(x, 0), canvas.width), Math.min(Math.max(y, 0), canvas.height)];
    }

    canvas.addEventListener("pointerdown", function (event) {
      canvas.setPointerCapture(event.pointerId);
      line = [point(event)];
      lines.push(line);
      event.preventDefault();
    });
    canvas.addEventListener("pointermove", function (event) {
      if (!line) { return; }
      var from = line[line.length - 1], to = point(event);
      if (from[0] === to[0] && from[1] === to[1]) { return; }
      line.push(to);
      pen.lineWidth = 6;
      pen.lineCap = "round";
      pen.strokeStyle = "#16211f";
      pen.beginPath();
      pen.moveTo(from[0], from[1]);
      pen.lineTo(to[0], to[1]);
      pen.stroke();
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      canvas.addEventListener(name, function () { line = null; keep(); });
    });
    again.addEventListener("click", function () {
      lines = [];
      line = null;
      pen.clearRect(0, 0, canvas.width, canvas.height);
      keep();
    });
  }

  function uploading(form) {
    var area = form.querySelector(".progress"), bar = form.querySelector("progress");
    var button = form.querySelector("button[type=submit]");
    form.addEventListener("submit", function (event) {
      var request = new XMLHttpRequest();
      event.preventDefault();
      area.hidden = false;
      button.disabled = true;
      request.upload.addEventListener("progress", function (step) {
        if (step.lengthComputable) { bar.value = Math.round(100 * step.loaded / step.total); }
      });
      request.addEventListener("load", function () {
        if (request.status < 400) {
          window.location.assign(request.responseURL);
          return;
        }
        var answer = new DOMParser().parseFromString(request.responseText, "text/html");
        var before = form.querySelector(".error"), error = answer.querySelector("form.upload .error");
        area.hidden = true;
        button.disabled = false;
        if (before) { before.remove(); }
        if (error) {
          form.insertBefore(document.importNode(error, true), form.querySelector("#file"));
          form.querySelector("#file").focus();
        } else {
          form.submit();
        }
      });
      request.addEventListener("error", function () { form.submit(); });
      request.open("POST", form.action);
      request.send(new FormData(form));
    });
  }

  document.querySelectorAll(".drawing").forEach(drawing);
  document.querySelectorAll("form.upload").forEach(uploading);
}());
